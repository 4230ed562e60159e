package io.github.flaremaven.cloudflare.maven;

import io.github.flaremaven.cloudflare.base.InputFailure;
import java.io.Console;
import java.lang.reflect.Method;
import java.util.Optional;

/** Lets a person say yes by typing a name; without a person the name has to be on the command line. */
public final class Confirmation {
    private final Workbench bench;

    public Confirmation(Workbench bench) {
        this.bench = bench;
    }

    /**
     * Returns when the deed is confirmed.
     *
     * @param given the value of {@code cloudflare.confirm}
     * @param name what has to be typed
     * @throws InputFailure when it is not
     */
    public void require(Optional<String> given, String name) {
        String typed = given.orElseGet(() -> ask(name));
        if (!typed.equals(name)) {
            throw new InputFailure(
                    "nothing was deleted: the confirmation is \"" + typed + "\" and the Worker is \"" + name + "\"");
        }
    }

    @SuppressWarnings("SystemConsoleNull") // isTerminal tells it where there is always a console
    private String ask(String name) {
        Console console = System.console();
        boolean interactive = bench.surroundings().session().getRequest().isInteractiveMode();
        if (!interactive || console == null || !isTerminal(console)) {
            throw new InputFailure(
                    "deleting needs a confirmation, and nobody is there to ask: add -Dcloudflare.confirm=" + name);
        }
        String answer = console.readLine("Type the Worker's name (%s) to delete it: ", name);
        return answer == null ? "" : answer.strip();
    }

    /** From JDK 22 on there is a console without a terminal too; the method that tells them apart is as new. */
    private static boolean isTerminal(Console console) {
        try {
            Method method = Console.class.getMethod("isTerminal");
            return (Boolean) method.invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }
}
