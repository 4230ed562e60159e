package io.github.flaremaven.cloudflare.cloudflare.http;

/** Decides whether a call that changes something leaves the machine. The dry run is nothing but a closed gate. */
public interface WriteGate {
    /** Whether the call may be sent; a gate that says no shows it instead. */
    boolean lets(Call call);

    static WriteGate open() {
        return call -> true;
    }
}
