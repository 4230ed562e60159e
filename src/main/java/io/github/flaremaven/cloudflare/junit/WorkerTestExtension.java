package io.github.flaremaven.cloudflare.junit;

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
        begun(context);
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
        return begun(extension)
                .give(
                        context.getParameter().getType(),
                        context.findAnnotation(Binding.class).map(Binding::value));
    }

    /**
     * The session of the class, or of one around it. Where one instance serves all tests of a class, its constructor asks before
     * {@link #beforeAll} does.
     */
    private static WorkerSession begun(ExtensionContext context) {
        WorkerSession present = store(context).get(SESSION, WorkerSession.class);
        if (present != null) {
            return present;
        }
        Class<?> tests = context.getRequiredTestClass();
        WorkerTest annotation = AnnotationSupport.findAnnotation(tests, WorkerTest.class)
                .orElseThrow(() -> new ExtensionConfigurationException(tests + " must be annotated with @WorkerTest"));
        WorkerSession opened = SessionOpener.open(annotation);
        store(context).put(SESSION, opened);
        return opened;
    }

    private static ExtensionContext.Store store(ExtensionContext context) {
        return context.getStore(NAMESPACE);
    }
}
