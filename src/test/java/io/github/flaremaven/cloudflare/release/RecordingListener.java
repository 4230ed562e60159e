package io.github.flaremaven.cloudflare.release;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what a release tells. */
final class RecordingListener implements ReleaseListener {
    private final List<String> events = new CopyOnWriteArrayList<>();

    List<String> events() {
        return events;
    }

    List<String> warnings() {
        return events.stream()
                .filter(e -> e.startsWith("warning: "))
                .map(e -> e.substring("warning: ".length()))
                .toList();
    }

    @Override
    public void warning(String message) {
        events.add("warning: " + message);
    }

    @Override
    public void assetsUploaded(int done, int total, int known) {
        events.add("assets " + done + "/" + total + "+" + known);
    }

    @Override
    public void resourceMade(String what, String binding) {
        events.add("made " + what + " for " + binding);
    }

    @Override
    public void versionUploaded(String worker, String versionId, long bytes, Duration took) {
        events.add("uploaded " + versionId);
    }

    @Override
    public void unchanged(String worker, String versionId) {
        events.add("unchanged " + versionId);
    }

    @Override
    public void deployed(String worker, String versionId) {
        events.add("deployed " + versionId);
    }

    @Override
    public void triggerSet(String description) {
        events.add("trigger " + description);
    }
}
