-- What a provider took: one row for each part of a message to a recipient, under the id that the provider gave it.
create table part (
  message_uid         uuid         not null,
  position            integer      not null,
  attempt             integer      not null,
  number              integer      not null,
  provider            varchar(64)  not null,
  provider_message_id varchar(256) not null,
  -- The id in the form in which reports are matched: providers write one id in several ways.
  match_id            varchar(256) not null,
  state               varchar(24)  not null,
  -- The provider's own word, from its last report.
  status              varchar(64),
  constraint pk_part primary key (message_uid, position, attempt, number),
  constraint fk_part_message foreign key (message_uid) references message (uid) on delete cascade
);
-- Serves "which part does this report tell of".
create index ix_part_match_id on part (match_id);

insert into part (message_uid, position, attempt, number, provider, provider_message_id, match_id, state)
select r.message_uid, r.position, 1, 1, m.provider, r.provider_message_id, r.provider_message_id, r.state
from recipient r join message m on m.uid = r.message_uid
where r.provider_message_id is not null;

alter table recipient drop column provider_message_id;
-- How often a provider was asked for this recipient; a message of many recipients is not sent to all in one attempt.
alter table recipient add column tries integer default 0 not null;
-- Of how many parts the message to it has, and which of them were taken before an attempt broke off (comma-separated).
alter table recipient add column parts integer default 1 not null;
alter table recipient add column parts_taken varchar(1024);

-- What was said to the provider and what it answered, JSON, without numbers, texts and secrets.
alter table attempt add column exchanges text;
-- What the callback will repeat of the provider's answer, once a report has come. JSON.
alter table attempt add column callback_data text;
