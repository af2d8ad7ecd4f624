-- A callback to be made to a client. Its row is the retry queue.
create table callback (
  uid            uuid          not null,
  message_uid    uuid          not null,
  correlation_id varchar(64)   not null,
  url            varchar(2048) not null,
  payload        text          not null,
  delivery_state varchar(24)   not null,
  state          varchar(16)   not null,
  attempts       integer       not null,
  last_status    integer,
  last_error     varchar(256),
  claimed_by     varchar(128),
  claim_until    timestamp with time zone,
  created_at     timestamp with time zone not null,
  updated_at     timestamp with time zone not null,
  dispatched_at  timestamp with time zone,
  due_at         timestamp with time zone,
  constraint pk_callback primary key (uid),
  constraint fk_callback_message foreign key (message_uid) references message (uid) on delete cascade
);
-- Serves the dispatcher's "what is due".
create index ix_callback_due_at on callback (due_at);
-- Serves the callbacks of one message.
create index ix_callback_message_uid on callback (message_uid);
