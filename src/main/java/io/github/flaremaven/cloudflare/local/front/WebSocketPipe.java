package io.github.flaremaven.cloudflare.local.front;

import io.vertx.core.net.NetSocket;

/** Hands bytes both ways between a client and a Worker, once both have agreed on a WebSocket. */
final class WebSocketPipe {
    private final NetSocket client;
    private final NetSocket worker;

    private WebSocketPipe(NetSocket client, NetSocket worker) {
        this.client = client;
        this.worker = worker;
    }

    /** {@code closed} is called once, when both ends are gone or one of them is. */
    static void join(NetSocket client, NetSocket worker, Runnable closed) {
        WebSocketPipe pipe = new WebSocketPipe(client, worker);
        client.closeHandler(v -> {
            worker.close();
            closed.run();
        });
        worker.closeHandler(v -> {
            client.close();
            closed.run();
        });
        pipe.copy(client, worker);
        pipe.copy(worker, client);
    }

    private void copy(NetSocket from, NetSocket to) {
        from.exceptionHandler(e -> cut());
        from.handler(data -> {
            to.write(data);
            if (to.writeQueueFull()) {
                from.pause();
                to.drainHandler(v -> from.resume());
            }
        });
        from.resume();
    }

    private void cut() {
        client.close();
        worker.close();
    }
}
