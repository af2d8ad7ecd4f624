package dev.caravan.bench;

import java.io.IOException;

/** Fills the database with finished messages, as they look a while after they were sent. */
final class Stored {
  private static final String FILL =
      """
      set search_path to %s;
      insert into message_key (client, message_id, message_uid, created_at)
        select 'default', 'old' || n, md5('m' || n)::uuid, now() - interval '1 day'
        from generate_series(1, 1000000) n;
      insert into message (uid, client, message_id, correlation_id, sender_id, message_type, channel, provider, priority,
          lane, body, callback_url, state, attempts, created_at, updated_at)
        select md5('m' || n)::uuid, 'default', 'old' || n, md5('c' || n), 'bench', 'dummy', 'httpbin', 'httpbin', 'normal',
          'normal', 'text ' || n, 'http://127.0.0.1/callback/' || n, 'delivered', 1, now() - interval '1 day',
          now() - interval '1 day'
        from generate_series(1, 1000000) n;
      insert into recipient (message_uid, position, recipient, state, updated_at)
        select md5('m' || n)::uuid, 0, '0700987654', 'delivered', now() - interval '1 day'
        from generate_series(1, 1000000) n;
      insert into event (message_uid, at, state)
        select md5('m' || n)::uuid, now() - interval '1 day', 'delivered' from generate_series(1, 1000000) n;
      insert into attempt (message_uid, number, provider, outcome, code, started_at, duration_ms)
        select md5('m' || n)::uuid, 1, 'httpbin', 'accepted', '200', now() - interval '1 day', 5
        from generate_series(1, 1000000) n;
      insert into callback (uid, message_uid, correlation_id, url, payload, delivery_state, state, attempts, last_status,
          created_at, updated_at)
        select md5('b' || n)::uuid, md5('m' || n)::uuid, md5('c' || n), 'http://127.0.0.1/callback/' || n, '{}', 'delivered',
          'delivered', 1, 200, now() - interval '1 day', now() - interval '1 day'
        from generate_series(1, 1000000) n;
      analyze message_key, message, recipient, event, attempt, callback;
      """;

  private Stored() {}

  static void million(Parts parts, String database) throws IOException {
    if (!(parts instanceof Parts.Real)) {
      throw new IllegalArgumentException("the million is for real parts: --parts=real");
    }
    Parts.Real.sql(FILL.formatted(database));
  }
}
