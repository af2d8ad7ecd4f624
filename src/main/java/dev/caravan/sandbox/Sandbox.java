package dev.caravan.sandbox;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.web.bind.annotation.RestController;

/** A stand-in for something outside, served under {@code /sandbox/} where the sandbox is on. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@RestController
@ConditionalOnProperty(name = "caravan.sandbox.enabled", havingValue = "true")
@interface Sandbox {}
