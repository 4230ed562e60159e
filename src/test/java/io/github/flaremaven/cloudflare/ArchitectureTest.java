package io.github.flaremaven.cloudflare;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.maven.plugin.MojoFailureException;
import org.jspecify.annotations.NullMarked;

/** The arrows between the rooms, and the house rules that a program can check. */
@AnalyzeClasses(packages = ArchitectureTest.ROOT, importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    static final String ROOT = "io.github.flaremaven.cloudflare";

    private static final int LONGEST_MOJO = 120;

    /** The table of rooms in the site's page is the rule. */
    @ArchTest
    static final ArchRule roomsImportDownwards = roomsOfThePage();

    @ArchTest
    static final ArchRule noCircles = slices().matching(ROOT + ".(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule onlyTwoRoomsKnowMaven = noClasses()
            .that()
            .resideOutsideOfPackages(ROOT + ".goal..", ROOT + ".maven..", ROOT + ".help..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.apache.maven..", "org.eclipse.aether..", "org.codehaus.plexus..", "javax.inject..");

    @ArchTest
    static final ArchRule onlyTheEmbeddedCloudflareKnowsItsServer = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".local..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx..", "io.netty..", "org.h2..");

    @ArchTest
    static final ArchRule buildsFailInOnePlace = noClasses()
            .that()
            .doNotHaveSimpleName("CloudflareMojo")
            .and()
            .resideOutsideOfPackage(ROOT + ".help..")
            .should()
            .callConstructorWhere(new DescribedPredicate<>("it makes a MojoFailureException") {
                @Override
                public boolean test(com.tngtech.archunit.core.domain.JavaConstructorCall call) {
                    return call.getTargetOwner().isEquivalentTo(MojoFailureException.class);
                }
            });

    @ArchTest
    static final ArchRule noStaticState =
            classes().that().resideOutsideOfPackage(ROOT + ".help..").should(haveNoStaticFieldThatChanges());

    @ArchTest
    static final ArchRule everyPackageIsNullMarked = classes()
            .that()
            .resideOutsideOfPackage(ROOT + ".help..")
            .should(new ArchCondition<>("lie in a @NullMarked package") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    boolean marked = type.getPackage().isAnnotatedWith(NullMarked.class);
                    if (!marked) {
                        events.add(SimpleConditionEvent.violated(type, type.getPackageName() + " is not @NullMarked"));
                    }
                }
            });

    @ArchTest
    static final ArchRule goalsAreThin =
            classes().that().resideInAPackage(ROOT + ".goal").should(beShort());

    private static ArchRule roomsOfThePage() {
        Map<String, List<String>> usersOf = new LinkedHashMap<>();
        lines(Path.of("src/site/markdown/architecture.md"))
                .filter(l -> l.startsWith("| `"))
                .forEach(row -> {
                    String[] cells = row.split("\\|", -1);
                    usersOf.put(
                            names(cells[1]).get(0), cells[3].strip().equals("all") ? List.of("*") : names(cells[3]));
                });
        LayeredArchitecture rule = layeredArchitecture().consideringOnlyDependenciesInLayers();
        for (String room : usersOf.keySet()) {
            rule = rule.layer(room).definedBy(ROOT + "." + room + "..");
        }
        for (Map.Entry<String, List<String>> room : usersOf.entrySet()) {
            List<String> users = room.getValue();
            if (users.isEmpty()) {
                rule = rule.whereLayer(room.getKey()).mayNotBeAccessedByAnyLayer();
            } else if (!users.equals(List.of("*"))) {
                rule = rule.whereLayer(room.getKey()).mayOnlyBeAccessedByLayers(users.toArray(String[]::new));
            }
        }
        return rule;
    }

    private static List<String> names(String cell) {
        return Pattern.compile("`([a-z]+)`")
                .matcher(cell)
                .results()
                .map(m -> m.group(1))
                .toList();
    }

    private static ArchCondition<JavaClass> haveNoStaticFieldThatChanges() {
        return new ArchCondition<>("have no static field that changes") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                for (JavaField field : type.getFields()) {
                    boolean changes = field.getModifiers().contains(JavaModifier.STATIC)
                            && !field.getModifiers().contains(JavaModifier.FINAL)
                            && !field.getModifiers().contains(JavaModifier.SYNTHETIC);
                    if (changes) {
                        events.add(
                                SimpleConditionEvent.violated(field, field.getFullName() + " is static and not final"));
                    }
                }
            }
        };
    }

    /** Counts lines of code: parameters need their Javadoc, and imports say nothing about a class. */
    private static ArchCondition<JavaClass> beShort() {
        return new ArchCondition<>("have at most " + LONGEST_MOJO + " lines of code") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                Path source = Path.of("src/main/java", type.getName().replace('.', '/') + ".java");
                if (!Files.exists(source)) {
                    return; // nested
                }
                long lines = lines(source)
                        .map(String::strip)
                        .filter(l -> !l.isEmpty()
                                && !l.startsWith("*")
                                && !l.startsWith("/*")
                                && !l.startsWith("import ")
                                && !l.startsWith("@Parameter"))
                        .count();
                if (lines > LONGEST_MOJO) {
                    events.add(
                            SimpleConditionEvent.violated(type, type.getName() + " has " + lines + " lines of code"));
                }
            }
        };
    }

    private static Stream<String> lines(Path source) {
        try {
            List<String> lines = Files.readAllLines(source);
            return lines.stream();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
