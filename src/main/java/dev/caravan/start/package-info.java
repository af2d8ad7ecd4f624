/** What the person who starts Caravan is told: where to go next, or why it does not start. */
package dev.caravan.start;
