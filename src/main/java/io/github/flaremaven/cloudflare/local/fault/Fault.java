package io.github.flaremaven.cloudflare.local.fault;

import java.time.Duration;
import java.util.Optional;

/** What goes wrong with one request. {@link Object#toString} writes what {@link FaultSyntax} reads. */
public sealed interface Fault {

    /** Whether the request is carried out all the same. */
    boolean hasEffect();

    /** When it happens. */
    enum Moment {
        /** In the place of what was asked for. */
        BEFORE,
        /** After what was asked for was done. */
        AFTER
    }

    /**
     * An answer that says no.
     *
     * @param status 400 to 599
     * @param retryAfter seconds
     * @param html whether it is a page of a gateway in the place of the API's envelope
     */
    record Refusal(int status, Moment moment, Optional<Integer> retryAfter, boolean html) implements Fault {
        @Override
        public boolean hasEffect() {
            return moment == Moment.AFTER;
        }

        @Override
        public String toString() {
            String arguments = retryAfter.map(s -> "retry-after=" + s).orElse("")
                    + (html ? (retryAfter.isPresent() ? ", " : "") + "html" : "");
            return status + (hasEffect() ? "-after" : "") + (arguments.isEmpty() ? "" : "(" + arguments + ")");
        }
    }

    /** The connection ends without an answer. */
    record Cut(Moment moment) implements Fault {
        @Override
        public boolean hasEffect() {
            return moment == Moment.AFTER;
        }

        @Override
        public String toString() {
            return hasEffect() ? "cut-after" : "cut-before";
        }
    }

    /** The connection ends in the middle of the answer. */
    record CutHalfWay() implements Fault {
        @Override
        public boolean hasEffect() {
            return true;
        }

        @Override
        public String toString() {
            return "cut-half";
        }
    }

    /**
     * Nothing comes for a while.
     *
     * @param pause how long; absent: until the client gives up. What was asked for is done in the end only where there is
     *     one, or before the stall
     */
    record Stall(Moment moment, Optional<Duration> pause) implements Fault {
        @Override
        public boolean hasEffect() {
            return moment == Moment.AFTER || pause.isPresent();
        }

        @Override
        public String toString() {
            return (moment == Moment.AFTER ? "stall-after" : "stall-before")
                    + pause.map(p -> "(millis=" + p.toMillis() + ")").orElse("");
        }
    }

    /**
     * The answer comes bit by bit.
     *
     * @param bytes of each bit, 1 or more
     * @param pause between two bits
     */
    record Drip(int bytes, Duration pause) implements Fault {
        @Override
        public boolean hasEffect() {
            return true;
        }

        @Override
        public String toString() {
            return "drip(bytes=" + bytes + ", millis=" + pause.toMillis() + ")";
        }
    }
}
