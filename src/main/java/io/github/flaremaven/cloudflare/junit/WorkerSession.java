package io.github.flaremaven.cloudflare.junit;

import io.github.flaremaven.cloudflare.base.InputFailure;
import io.github.flaremaven.cloudflare.base.ToolFailure;
import io.github.flaremaven.cloudflare.testbed.BoundResources;
import io.github.flaremaven.cloudflare.testbed.BoundResources.Kind;
import io.github.flaremaven.cloudflare.testbed.CollectedLogs;
import io.github.flaremaven.cloudflare.testbed.DataApi;
import io.github.flaremaven.cloudflare.testbed.LocalAccount;
import io.github.flaremaven.cloudflare.testbed.RunningWorker;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** What the tests of a class work with, as long as the class runs. */
final class WorkerSession implements AutoCloseable {
    private static final Set<Class<?>> HANDLES = Set.of(Kv.class, R2.class, D1.class, Queue.class);

    private final Worker worker;
    private final LocalAccount account;
    private final CollectedLogs logs;
    private final BoundResources resources;
    private final Runnable end;

    /** {@code end} is run when the class is through. */
    WorkerSession(RunningWorker running, LocalAccount account, Runnable end) {
        this.account = account;
        this.end = end;
        this.resources = account.resources(running.name());
        this.logs = CollectedLogs.of(running, account);
        this.worker = new Worker(running, account.client(), logs);
    }

    /** Whether a parameter of this type is one of ours. */
    static boolean gives(Class<?> type) {
        return type == Worker.class
                || type == URI.class
                || type == HttpClient.class
                || HANDLES.contains(type)
                || isRecordOfHandles(type);
    }

    private static boolean isRecordOfHandles(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        return components != null
                && components.length > 0
                && Arrays.stream(components).allMatch(c -> HANDLES.contains(c.getType()));
    }

    /**
     * A value for a parameter of this type.
     *
     * @param binding which one, where the Worker has several of the kind
     * @throws io.github.flaremaven.cloudflare.base.InputFailure when the Worker has no such binding
     */
    Object give(Class<?> type, Optional<String> binding) {
        if (type == Worker.class) {
            return worker;
        }
        if (type == URI.class) {
            return worker.url();
        }
        if (type == HttpClient.class) {
            return account.client();
        }
        return HANDLES.contains(type) ? handle(type, binding) : record(type);
    }

    private Object handle(Class<?> type, Optional<String> binding) {
        DataApi data = account.data();
        if (type == Kv.class) {
            return new Kv(data, resources.require(Kind.KV, binding));
        }
        if (type == R2.class) {
            return new R2(data, resources.require(Kind.R2, binding));
        }
        if (type == D1.class) {
            return new D1(data, resources.require(Kind.D1, binding));
        }
        return queue(data, binding);
    }

    /** A queue that the Worker only receives from has no binding, and is found by its own name. */
    private Queue queue(DataApi data, Optional<String> binding) {
        return binding.filter(name -> resources.find(Kind.QUEUE, name).isEmpty())
                .flatMap(name -> Queue.find(data, name))
                .orElseGet(() -> {
                    String name = resources.require(Kind.QUEUE, binding);
                    return Queue.find(data, name)
                            .orElseThrow(() -> new InputFailure("there is no queue " + name + " any more"));
                });
    }

    private Object record(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        Object[] values = Arrays.stream(components)
                .map(c -> handle(
                        c.getType(),
                        Optional.ofNullable(c.getAnnotation(Binding.class)).map(Binding::value)))
                .toArray();
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            constructor.setAccessible(true); // it may belong to a test that is not public
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            throw new ToolFailure("the record " + type.getName() + " cannot be made: " + e.getCause(), e);
        } catch (ReflectiveOperationException e) {
            throw new ToolFailure("the record " + type.getName() + " cannot be made: " + e, e);
        }
    }

    @Override
    public void close() {
        try {
            logs.close();
            account.close();
        } finally {
            end.run();
        }
    }
}
