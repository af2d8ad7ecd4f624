-- One dialect for H2 and PostgreSQL. Times are bound by the application, ids are made by it.
-- Limits are enforced before a row is written; H2 counts UTF-16 units where the API counts code points, hence the room.

-- Narrow, and apart from message, so that messages can be partitioned by day and ids still be unique.
create table message_key (
  client      varchar(64)  not null,
  message_id  varchar(256) not null,
  message_uid uuid         not null,
  created_at  timestamp with time zone not null,
  constraint pk_message_key primary key (client, message_id)
);

create table message (
  uid            uuid          not null,
  client         varchar(64)   not null,
  message_id     varchar(256)  not null,
  correlation_id varchar(64)   not null,
  sender_id      varchar(256)  not null,
  message_type   varchar(64)   not null,
  channel        varchar(64)   not null,
  provider       varchar(64)   not null,
  priority       varchar(256)  not null,
  lane           varchar(16)   not null,
  body           varchar(8192) not null,
  callback_url   varchar(2048),
  state          varchar(24)   not null,
  attempts       integer       not null,
  claimed_by     varchar(128),
  claim_until    timestamp with time zone,
  created_at     timestamp with time zone not null,
  updated_at     timestamp with time zone not null,
  send_at        timestamp with time zone,
  valid_until    timestamp with time zone,
  dispatched_at  timestamp with time zone,
  -- When the dispatcher must look at the row next; null once nothing more is to be done.
  due_at         timestamp with time zone,
  constraint pk_message primary key (uid)
);
-- Serves the dispatcher's "what is due in this lane".
create index ix_message_lane_due_at on message (lane, due_at);

create table recipient (
  message_uid         uuid          not null,
  position            integer       not null,
  recipient           varchar(8192) not null,
  state               varchar(24)   not null,
  provider_message_id varchar(256),
  reason              varchar(512),
  updated_at          timestamp with time zone not null,
  constraint pk_recipient primary key (message_uid, position),
  constraint fk_recipient_message foreign key (message_uid) references message (uid) on delete cascade
);

create table event (
  message_uid uuid         not null,
  at          timestamp with time zone not null,
  state       varchar(24)  not null,
  detail      varchar(512),
  constraint fk_event_message foreign key (message_uid) references message (uid) on delete cascade
);
-- Serves the timeline of one message.
create index ix_event_message_uid on event (message_uid);

create table attempt (
  message_uid uuid         not null,
  number      integer      not null,
  provider    varchar(64)  not null,
  outcome     varchar(24)  not null,
  code        varchar(64),
  detail      varchar(512),
  started_at  timestamp with time zone not null,
  duration_ms bigint       not null,
  constraint pk_attempt primary key (message_uid, number),
  constraint fk_attempt_message foreign key (message_uid) references message (uid) on delete cascade
);
