-- Delivery reports that came and are not yet told to their messages. A row is stored before anything else is done with
-- a report, and deleted when it is done.
create table report (
  uid          uuid         not null,
  provider     varchar(64)  not null,
  received_at  timestamp with time zone not null,
  content_type varchar(128),
  -- As it came; null once it is known that it matches nothing.
  body         text,
  -- Of which message part it tells, once it was read.
  match_id     varchar(256),
  state        varchar(16)  not null,
  attempts     integer      not null,
  due_at       timestamp with time zone,
  constraint pk_report primary key (uid)
);
-- Serves "which reports are to be looked at".
create index ix_report_due_at on report (due_at);
-- Serves "which reports waited for this id".
create index ix_report_match_id on report (match_id);

-- Until when the reports of a message must have come; null when none is awaited.
alter table message add column report_until timestamp with time zone;
-- Serves "whose reports did not come".
create index ix_message_report_until on message (report_until);
