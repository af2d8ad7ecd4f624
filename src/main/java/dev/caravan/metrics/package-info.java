/** What is measured beyond what the libraries measure by themselves, or where they do it badly. */
package dev.caravan.metrics;
