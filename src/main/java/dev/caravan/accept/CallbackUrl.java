package dev.caravan.accept;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import org.springframework.stereotype.Component;

/**
 * Decides whether a URL that a client gave may be called later. It is never made an endpoint; the
 * placeholder check is a second wall in front of that.
 */
@Component
class CallbackUrl {
  private static final int MAX_LENGTH = 2048;
  private static final int MAX_PORT = 65_535;
  private static final List<String> PLACEHOLDERS = List.of("{{", "}}", "${", "RAW(", "RAW{");

  private final AcceptProperties limits;

  CallbackUrl(AcceptProperties limits) {
    this.limits = limits;
  }

  /** The URL, or null when there is none or it is bad (then the violation is noted). */
  String read(JsonNode value, Violations violations) {
    if (value == null || value.isNull()) {
      return null;
    }
    if (!value.isTextual()) {
      violations.add("callback", "Not a valid string.");
      return null;
    }
    String url = PythonText.strip(value.textValue());
    if (url.isEmpty()) {
      return null;
    }
    String fault = fault(url);
    if (fault != null) {
      violations.add("callback", fault);
    }
    return url;
  }

  private String fault(String url) {
    if (url.length() > MAX_LENGTH) {
      return "Ensure this field has no more than %d characters.".formatted(MAX_LENGTH);
    }
    if (TextValue.hasLoneSurrogate(url)) {
      // java.net.URI lets it pass, PostgreSQL does not.
      return "Enter a valid URL.";
    }
    if (PLACEHOLDERS.stream().anyMatch(url::contains)
        || PLACEHOLDERS.stream().anyMatch(unescaped(url)::contains)) {
      return "Placeholders are not allowed.";
    }
    URI uri;
    try {
      uri = new URI(url).parseServerAuthority();
    } catch (URISyntaxException e) {
      return "Enter a valid URL.";
    }
    if (uri.getScheme() == null || uri.getHost() == null) {
      return "Enter a valid URL.";
    }
    if (!limits.callbackSchemes().contains(uri.getScheme().toLowerCase(Locale.ROOT))) {
      return "The scheme must be one of: %s."
          .formatted(String.join(", ", limits.callbackSchemes().stream().sorted().toList()));
    }
    if (uri.getPort() == 0 || uri.getPort() > MAX_PORT) {
      return "Enter a valid URL.";
    }
    if (uri.getRawUserInfo() != null) {
      return "User information is not allowed.";
    }
    return null;
  }

  private static String unescaped(String url) {
    return url.replaceAll("(?i)%7b", "{").replaceAll("(?i)%7d", "}").replace("%24", "$");
  }
}
