package io.github.flaremaven.cloudflare.junit;

import java.lang.reflect.Parameter;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Opens a session for a class with {@link WorkerTest}, which its nested classes share, and gives it to parameters. Only what
 * JUnit 5 has as well is used of JUnit.
 */
final class WorkerTestExtension implements BeforeAllCallback, AfterAllCallback, ParameterResolver {
    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(WorkerTestExtension.class);
    private static final String SESSION = "session";

    @Override
    public void beforeAll(ExtensionContext context) {
        if (session(context).isEmpty()) {
            WorkerTest annotation = AnnotationSupport.findAnnotation(context.getRequiredTestClass(), WorkerTest.class)
                    .orElseThrow(() -> new ExtensionConfigurationException(
                            context.getRequiredTestClass() + " must be annotated with @WorkerTest"));
            store(context).put(SESSION, SessionOpener.open(annotation));
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        // Looks at the class's own store only: a nested class leaves the session of the one around it alone.
        WorkerSession mine = store(context).remove(SESSION, WorkerSession.class);
        if (mine != null) {
            mine.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return WorkerSession.gives(parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext context, ExtensionContext extension) {
        Parameter parameter = context.getParameter();
        Optional<String> binding = context.findAnnotation(Binding.class).map(Binding::value);
        return session(extension)
                .orElseThrow(() -> new ExtensionConfigurationException(
                        "the Worker is started before the first test of a class, and " + parameter
                                + " is asked for before that"))
                .give(parameter.getType(), binding);
    }

    /** The session of the class, or of one around it. */
    private static Optional<WorkerSession> session(ExtensionContext context) {
        return Optional.ofNullable(store(context).get(SESSION, WorkerSession.class));
    }

    private static ExtensionContext.Store store(ExtensionContext context) {
        return context.getStore(NAMESPACE);
    }
}
