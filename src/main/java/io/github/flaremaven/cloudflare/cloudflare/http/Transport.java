package io.github.flaremaven.cloudflare.cloudflare.http;

/** Carries a call to the API and the answer back, whatever its status. */
public interface Transport {
    /**
     * Sends one call, again where that is harmless.
     *
     * @throws io.github.flaremaven.cloudflare.base.NetworkFailure when no answer arrives
     */
    Answer send(Call call);
}
