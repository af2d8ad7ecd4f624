package dev.caravan.message;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Delivery reports on their way to their messages: the row is the queue. It is leased, and then
 * deleted with what it told, parked until the part is known that it tells of, or given up.
 */
@Repository
public class Reports {
  private static final Columns REPORTS =
      new Columns(
          "given",
          "uid uuid",
          "provider varchar",
          "received_at timestamp with time zone",
          "content_type varchar",
          "body varchar",
          "due_at timestamp with time zone");

  private static final String ADD =
      """
      insert into report (uid, provider, received_at, content_type, body, state, attempts, due_at)
      select given.uid, given.provider, given.received_at, given.content_type, given.body, 'received', 0, given.due_at
      from %s"""
          .formatted(REPORTS);

  private static final String READ =
      "select uid, provider, received_at, content_type, body, attempts from report where ";

  /** A provider waits for the answer; within the time that an answer may take. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final WorkCommits commits;
  private final WorkCommits.Kind<StoredReport, Boolean> kind = this::add;
  private final ReportHandover handover;
  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private final Clock clock;

  Reports(
      WorkCommits commits,
      ReportHandover handover,
      JdbcTemplate jdbc,
      TransactionTemplate transaction,
      Clock clock) {
    this.commits = commits;
    this.handover = handover;
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.clock = clock;
  }

  /**
   * Stores a report; what returns is committed.
   *
   * @throws RuntimeException when it could not be stored, and the provider must send it again
   */
  public void store(String provider, String contentType, String body) {
    Instant now = clock.instant();
    commits.submit(
        kind,
        new StoredReport(TimeOrderedId.at(now), provider, now, contentType, body, 0),
        PATIENCE);
  }

  private WorkCommits.Share<Boolean> add(List<StoredReport> reports) {
    Instant lease = handover.lease().orElse(null);
    Object[] rows = REPORTS.of(reports.stream().map(report -> rowOf(report, lease)).toList());
    return new WorkCommits.Share<>(
        List.of(Step.change(ADD, rows)),
        () -> {
          if (lease != null) {
            handover.stored(reports);
          }
          return Collections.nCopies(reports.size(), true);
        });
  }

  private static Object[] rowOf(StoredReport report, Instant lease) {
    return new Object[] {
      report.uid(),
      report.provider(),
      Times.bind(report.receivedAt()),
      report.contentType(),
      report.body(),
      Times.bind(lease == null ? report.receivedAt() : lease)
    };
  }

  /** Takes reports whose time has come; nobody else gets them until {@code leaseUntil}. */
  public List<StoredReport> lease(Instant now, Instant leaseUntil, int limit) {
    return take(
        "due_at <= ? order by due_at limit ? for update skip locked",
        leaseUntil,
        Times.bind(now),
        limit);
  }

  /** Takes these reports, those of them that are still there. */
  public List<StoredReport> lease(Collection<UUID> uids, Instant leaseUntil) {
    return take(
        "uid = any(?) for update skip locked", leaseUntil, (Object) uids.toArray(UUID[]::new));
  }

  private List<StoredReport> take(String which, Instant leaseUntil, Object... binds) {
    return transaction.execute(
        status -> {
          List<StoredReport> taken = jdbc.query(READ + which, (row, n) -> reportOf(row), binds);
          jdbc.update(
              "update report set due_at = ? where uid = any(?)",
              Times.bind(leaseUntil),
              taken.stream().map(StoredReport::uid).toArray(UUID[]::new));
          return taken;
        });
  }

  /**
   * Lets a report wait: it matches nothing yet.
   *
   * @param matchId by which it is found when its part is stored; null while it cannot be read
   */
  public void park(StoredReport report, String matchId, Instant dueAt) {
    jdbc.update(
        "update report set state = 'parked', match_id = ?, attempts = attempts + 1, due_at = ? where uid = ?",
        matchId,
        Times.bind(dueAt),
        report.uid());
  }

  /**
   * Keeps a report that will match nothing, and looks at it no more.
   *
   * @param bodyToo whether to keep its text, for whoever has to find out what it says
   */
  public void giveUp(StoredReport report, String state, boolean bodyToo) {
    jdbc.update(
        "update report set state = ?, due_at = null, body = case when ? then body end where uid = ?",
        state,
        bodyToo,
        report.uid());
  }

  private static StoredReport reportOf(ResultSet row) throws SQLException {
    return new StoredReport(
        row.getObject("uid", UUID.class),
        row.getString("provider"),
        Times.read(row, "received_at"),
        row.getString("content_type"),
        row.getString("body"),
        row.getInt("attempts"));
  }
}
