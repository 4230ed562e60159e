package io.github.flaremaven.cloudflare.bundle;

import static io.github.flaremaven.cloudflare.bundle.WorkerProject.EMPTY;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportCheckTest {
    private static final String OBJECTS = """
            [[durable_objects.bindings]]
            name = "A"
            class_name = "Counter"
            [[durable_objects.bindings]]
            name = "B"
            class_name = "Counter"
            [[durable_objects.bindings]]
            name = "C"
            class_name = "Room"
            [[durable_objects.bindings]]
            name = "D"
            class_name = "Foreign"
            script_name = "other"
            [[migrations]]
            tag = "v1"
            new_sqlite_classes = ["Counter", "Room", "Unbound"]
            """;

    @TempDir
    Path folder;

    private WorkerProject project;

    @BeforeEach
    void start() {
        project = new WorkerProject(folder);
    }

    @Test
    void namesDurableObjectsThatAreMissing() {
        project.config("src/index.js", OBJECTS).file("src/index.js", EMPTY);
        assertThat(project.failure())
                .hasMessage(
                        "the Durable Object classes Counter, Room are bound but not exported; add export { Counter, Room } "
                                + "to src/index.js, or script_name to the binding if the classes are another Worker's");

        project.file("src/index.js", "export class Counter {}\n" + EMPTY);
        assertThat(project.failure())
                .hasMessage(
                        "the Durable Object class Room is bound but not exported; add export { Room } to src/index.js, "
                                + "or script_name to the binding if the class is another Worker's");
    }

    @Test
    void findsClassesThatOtherFilesExport() {
        project.config("src/index.js", OBJECTS)
                .file("src/index.js", "export * from './objects'; export { Hall as Room } from './hall';\n" + EMPTY)
                .file("src/objects.js", "export class Counter {}")
                .file("src/hall.js", "export class Hall {}");

        assertThat(project.bundle().exports()).containsExactlyInAnyOrder("Counter", "Room", "default");
    }

    @Test
    void namesWorkflowsThatAreMissing() {
        project.config("src/index.js", """
                        [[workflows]]
                        name = "order"
                        binding = "ORDER"
                        class_name = "Order"
                        [[workflows]]
                        name = "foreign"
                        binding = "FOREIGN"
                        class_name = "Foreign"
                        script_name = "other"
                        """).file("src/index.js", EMPTY);

        assertThat(project.failure())
                .hasMessageStartingWith(
                        "the Workflow class Order is bound but not exported; add export { Order } to src/index.js");
    }
}
