package dev.caravan.report;

import dev.caravan.message.Roles;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/** Takes delivery reports in, by HTTP or from another route, and stores them before all else. */
@Component
class ReportRoutes extends RouteBuilder {
  private final ReportIntake intake;
  private final Roles roles;

  ReportRoutes(ReportIntake intake, Roles roles) {
    this.intake = intake;
    this.roles = roles;
  }

  @Override
  public void configure() {
    from("direct:store-report")
        .routeId("store-report")
        .group("report")
        .description("Stores a report that a provider's session brought; fails if it cannot")
        .routeConfigurationId("caller-handles-errors")
        .process(intake::storeFields)
        .id("store-report-fields");

    if (!roles.has(Roles.REPORT)) {
      return;
    }
    rest("/api/v1.0")
        .post("/deliveryReports/{provider}/{secret}")
        .id("post-delivery-report")
        .routeId("rest-receive-report")
        .to("direct:receive-report");

    from("direct:receive-report")
        .routeId("receive-report")
        .group("report")
        .description("Takes a delivery report from a provider and answers 200 once it is stored")
        .routeConfigurationId("api-errors")
        .process(intake::storeRequest)
        .id("store-report-request")
        .removeHeaders("*")
        .id("drop-report-headers")
        .setHeader(Exchange.HTTP_RESPONSE_CODE, constant(200))
        .id("answer-report-stored")
        .setBody(constant(null))
        .id("answer-nothing-more");
  }
}
