# syntax=docker/dockerfile:1
FROM maven:3.9.11-eclipse-temurin-17 AS build
WORKDIR /build
COPY pom.xml ./
COPY src src
COPY routes routes
# Tests and format belong to the pipeline: they need real services.
RUN --mount=type=cache,target=/root/.m2 mvn -B -ntp package -DskipTests -Dspotless.check.skip
# An extracted jar starts faster, and its libraries become a layer that seldom changes.
RUN java -Djarmode=tools -jar target/caravan.jar extract --destination /extracted

FROM eclipse-temurin:17.0.16_8-jre-jammy
RUN groupadd --gid 10001 caravan \
    && useradd --uid 10001 --gid caravan --no-create-home --home-dir /app --shell /usr/sbin/nologin caravan \
    && install -d -o caravan -g caravan -m 700 /app/data
WORKDIR /app
COPY --from=build /extracted/lib lib
COPY --from=build /extracted/caravan.jar caravan.jar
COPY --chmod=555 deploy/healthcheck healthcheck
COPY routes routes
RUN chmod -R a=rX routes
# The classes of one start, kept as an archive: the container is ready in half the time.
RUN CARAVAN_DATA_DIR=/tmp/training SERVER_PORT=0 CARAVAN_MANAGEMENT_PORT=0 CARAVAN_ROUTES_DIR=/app/routes \
      java -XX:ArchiveClassesAtExit=/app/caravan.jsa -Dspring.context.exit=onRefresh -jar /app/caravan.jar \
    && rm -rf /tmp/training
ENV CARAVAN_DATA_DIR=/app/data \
    CARAVAN_ROUTES_DIR=/app/routes
USER 10001:10001
VOLUME /app/data
EXPOSE 8080 8081
HEALTHCHECK --interval=10s --timeout=5s --start-period=90s --retries=3 CMD ["/app/healthcheck"]
ENTRYPOINT ["java", "-XX:SharedArchiveFile=/app/caravan.jsa", "-XX:+UseSerialGC", "-XX:MaxRAMPercentage=50", "-XX:+ExitOnOutOfMemoryError", "-jar", "/app/caravan.jar"]
