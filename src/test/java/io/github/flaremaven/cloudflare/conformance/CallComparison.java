package io.github.flaremaven.cloudflare.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.flaremaven.cloudflare.base.Json;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/** Compares the calls by which two clients changed something, in their order. */
final class CallComparison {
    /** wrangler starts these at the same time, so that their order is chance. */
    private static final Pattern AT_ONCE = Pattern.compile(
            ".*/(routes|schedules|domains/records|assets/upload.*|queues/[^/]+/consumers.*|email/routing/rules.*)");

    /** Pairs for KV, which have no order. */
    private static final Pattern BULK = Pattern.compile(".*/storage/kv/namespaces/[^/]+/bulk");

    private static final List<String> HEADERS =
            List.of("content-type", "authorization", "cloudflare-workers-script-api-date", "cf-r2-jurisdiction");

    private int sameBytes;
    private int sameSense;
    private final ApiIds theirIds = new ApiIds();
    private final ApiIds ourIds = new ApiIds();

    /** Where the plugin differs; to be asked for each step in turn. */
    List<String> compare(List<RecordedCall> wrangler, List<RecordedCall> plugin) {
        wrangler.forEach(theirIds::note);
        plugin.forEach(ourIds::note);
        List<Sent> theirs = sent(wrangler, theirIds);
        List<Sent> left = sent(plugin, ourIds);
        List<String> ourOrder = new ArrayList<>(left.stream().map(Sent::line).toList());
        List<String> theirOrder = new ArrayList<>();
        Differences differences = new Differences();
        for (Sent their : theirs) {
            Optional<Sent> same =
                    left.stream().filter(our -> our.line().equals(their.line())).findFirst();
            if (same.isPresent()) {
                theirOrder.add(their.line());
                left.remove(same.get());
                compare(their.line(), their.call(), same.get().call(), differences);
            } else {
                differences.add("call " + their.line(), "makes it", "does not");
            }
        }
        for (Sent our : left) {
            differences.add("call " + our.line(), "does not", "makes it");
            ourOrder.remove(our.line());
        }
        if (!theirOrder.equals(ourOrder)) {
            differences.add("order", String.join(", ", theirOrder), String.join(", ", ourOrder));
        }
        sameBytes += differences.sameBytes();
        sameSense += differences.sameSense();
        return differences.lines();
    }

    /** How many parts of forms were the same, in a few words. */
    String sameness() {
        return sameSense == 0
                ? sameBytes + " parts byte-identical"
                : sameBytes + " parts byte-identical, " + sameSense + " but for comments or paths";
    }

    /** A call with numbers in place of ids in its line; they count in the order of the calls. */
    private record Sent(String line, RecordedCall call) {}

    private static List<Sent> sent(List<RecordedCall> calls, ApiIds ids) {
        List<Sent> sent = new ArrayList<>();
        for (RecordedCall call : changes(calls, ids)) {
            sent.add(new Sent(ids.replace(call.line()), call));
            ids.replace(call.body().text());
        }
        return sent;
    }

    private static List<RecordedCall> changes(List<RecordedCall> calls, ApiIds ids) {
        List<RecordedCall> changes = new ArrayList<>();
        List<RecordedCall> atOnce = new ArrayList<>();
        for (RecordedCall call : calls) {
            if (!call.changes()) {
                continue;
            }
            if (AT_ONCE.matcher(call.path()).matches()) {
                atOnce.add(call);
            } else {
                flush(atOnce, changes, ids);
                changes.add(call);
            }
        }
        flush(atOnce, changes, ids);
        return changes;
    }

    private static void flush(List<RecordedCall> atOnce, List<RecordedCall> to, ApiIds ids) {
        atOnce.sort(Comparator.comparing((RecordedCall c) -> ids.blank(c.line()))
                .thenComparing(c -> c.form().map(f -> f.get(0).name()).orElse("")));
        to.addAll(atOnce);
        atOnce.clear();
    }

    private void compare(String line, RecordedCall wrangler, RecordedCall plugin, Differences differences) {
        for (String header : HEADERS) {
            differences.compare(
                    line + " header " + header, header(wrangler, header, theirIds), header(plugin, header, ourIds));
        }
        if (wrangler.form().isPresent() && plugin.form().isPresent()) {
            new FormComparison(line, differences, theirIds::replace, ourIds::replace)
                    .compare(wrangler.form().get(), plugin.form().get());
            return;
        }
        String their = theirIds.replace(wrangler.body().text());
        String our = ourIds.replace(plugin.body().text());
        if (their.equals(our)) {
            return;
        }
        try {
            if (BULK.matcher(wrangler.path()).matches()) {
                differences.compare(line + " body", sorted(Json.parse(their)), sorted(Json.parse(our)));
            } else {
                differences.compareJson(line + " body", Json.parse(their), Json.parse(our));
            }
        } catch (UncheckedIOException e) {
            differences.compare(line + " body", their, our);
        }
    }

    private static List<String> sorted(JsonNode items) {
        return StreamSupport.stream(items.spliterator(), false)
                .map(Json::compact)
                .sorted()
                .toList();
    }

    private static String header(RecordedCall call, String name, ApiIds ids) {
        String value = call.headers().getOrDefault(name, "none");
        return ids.replace(name.equals("content-type") ? value.replaceFirst(";.*", "") : value);
    }
}
