-- Names the claim of one delivery; claimed_by is the process. When the answer to the claim's commit was lost, the next
-- try knows it again by this.
alter table message add column claim_id uuid;
alter table callback add column claim_id uuid;

-- Whether the claim took over from a worker that was lost while it had the message.
alter table message add column abandoned boolean default false not null;

-- When the next attempt may be made. A queue entry counts only once the row was leased after that time: due_at is later
-- then. An older entry of the same row would make the attempt early.
alter table message add column not_before timestamp with time zone;
alter table callback add column not_before timestamp with time zone;
