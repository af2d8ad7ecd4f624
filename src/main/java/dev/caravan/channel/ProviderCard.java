package dev.caravan.channel;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a provider's YAML file says of it, as written there. A bean with setters because Camel binds
 * it; {@link Provider} is the checked form that everything else uses.
 */
public class ProviderCard {
  private String channel;
  private String types = "";
  private Map<String, String> consumers = new LinkedHashMap<>();
  private Map<String, String> statusCodes = new LinkedHashMap<>();
  private Map<String, String> recipientCodes = new LinkedHashMap<>();
  private Map<String, String> recipientPaths = new LinkedHashMap<>();
  private Map<String, String> retry = new LinkedHashMap<>();
  private String recipientPattern = ".*";
  private int recipientMaxLength = 64;
  private String unknown = "wait";
  private String callTimeout = "30s";
  private String callbackData = "body";
  private Map<String, String> recipients = new LinkedHashMap<>();
  private String senders = "";
  private Map<String, String> needs = new LinkedHashMap<>();
  private Map<String, String> needsFiles = new LinkedHashMap<>();
  private Map<String, String> reports = new LinkedHashMap<>();
  private Map<String, String> reportCodes = new LinkedHashMap<>();
  private Map<String, String> reportReasons = new LinkedHashMap<>();

  public String getChannel() {
    return channel;
  }

  /** The channel this provider carries; also the first word of its queues' names. */
  public void setChannel(String channel) {
    this.channel = channel;
  }

  public String getTypes() {
    return types;
  }

  /** The message types that the channel carries, with commas between: Camel binds no lists here. */
  public void setTypes(String types) {
    this.types = types;
  }

  public Map<String, String> getConsumers() {
    return consumers;
  }

  /** How many messages of a lane are worked on at once: high, normal, bulk. */
  public void setConsumers(Map<String, String> consumers) {
    this.consumers = consumers;
  }

  public Map<String, String> getStatusCodes() {
    return statusCodes;
  }

  /** What the status of the whole answer means. */
  public void setStatusCodes(Map<String, String> statusCodes) {
    this.statusCodes = statusCodes;
  }

  public Map<String, String> getRecipientCodes() {
    return recipientCodes;
  }

  /** What the code of one recipient in an accepted answer means. */
  public void setRecipientCodes(Map<String, String> recipientCodes) {
    this.recipientCodes = recipientCodes;
  }

  public Map<String, String> getRecipientPaths() {
    return recipientPaths;
  }

  /** Where an answer says what of each recipient: list, recipient, code, id, refusal. */
  public void setRecipientPaths(Map<String, String> recipientPaths) {
    this.recipientPaths = recipientPaths;
  }

  public Map<String, String> getRetry() {
    return retry;
  }

  /** maxAttempts, maxUncounted, firstDelay, maxDelay. */
  public void setRetry(Map<String, String> retry) {
    this.retry = retry;
  }

  public String getRecipientPattern() {
    return recipientPattern;
  }

  /** Recipients that do not match are refused without a call. */
  public void setRecipientPattern(String recipientPattern) {
    this.recipientPattern = recipientPattern;
  }

  public int getRecipientMaxLength() {
    return recipientMaxLength;
  }

  /** In code points. */
  public void setRecipientMaxLength(int recipientMaxLength) {
    this.recipientMaxLength = recipientMaxLength;
  }

  public String getUnknown() {
    return unknown;
  }

  /** What follows when the answer was lost: wait, or send-again where a repeat harms nobody. */
  public void setUnknown(String unknown) {
    this.unknown = unknown;
  }

  public String getCallTimeout() {
    return callTimeout;
  }

  /** Longer than the longest call; past it, another worker takes the message for abandoned. */
  public void setCallTimeout(String callTimeout) {
    this.callTimeout = callTimeout;
  }

  public String getCallbackData() {
    return callbackData;
  }

  /** What the callback repeats: body (its members), or status-and-body. */
  public void setCallbackData(String callbackData) {
    this.callbackData = callbackData;
  }

  public Map<String, String> getRecipients() {
    return recipients;
  }

  /** How they are written and called: form (as-is, e164), region, perCall. */
  public void setRecipients(Map<String, String> recipients) {
    this.recipients = recipients;
  }

  public String getSenders() {
    return senders;
  }

  /** The sender ids that are registered with the provider, with commas between. */
  public void setSenders(String senders) {
    this.senders = senders;
  }

  public Map<String, String> getNeeds() {
    return needs;
  }

  /** What must be set for the provider to be on: the setting's name and its value. */
  public void setNeeds(Map<String, String> needs) {
    this.needs = needs;
  }

  public Map<String, String> getNeedsFiles() {
    return needsFiles;
  }

  /** Which files must be readable for the provider to be on: the setting's name and the path. */
  public void setNeedsFiles(Map<String, String> needsFiles) {
    this.needsFiles = needsFiles;
  }

  public Map<String, String> getReports() {
    return reports;
  }

  /** How delivery reports come: secret, limit, idForm; empty where there are none. */
  public void setReports(Map<String, String> reports) {
    this.reports = reports;
  }

  public Map<String, String> getReportCodes() {
    return reportCodes;
  }

  /** What the status words of reports mean. */
  public void setReportCodes(Map<String, String> reportCodes) {
    this.reportCodes = reportCodes;
  }

  public Map<String, String> getReportReasons() {
    return reportReasons;
  }

  /** What the reasons in reports mean, for people to read. */
  public void setReportReasons(Map<String, String> reportReasons) {
    this.reportReasons = reportReasons;
  }
}
