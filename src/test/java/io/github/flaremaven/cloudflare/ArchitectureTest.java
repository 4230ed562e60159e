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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.maven.plugin.MojoFailureException;
import org.jspecify.annotations.NullMarked;

/** The arrows between the rooms, and the house rules that a program can check. */
@AnalyzeClasses(packages = ArchitectureTest.ROOT, importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    static final String ROOT = "io.github.flaremaven.cloudflare";

    private static final int LONGEST_MOJO = 120;

    @ArchTest
    static final ArchRule roomsImportDownwards = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("goal")
            .definedBy(ROOT + ".goal..")
            .layer("maven")
            .definedBy(ROOT + ".maven..")
            .layer("console")
            .definedBy(ROOT + ".console..")
            .layer("release")
            .definedBy(ROOT + ".release..")
            .layer("secret")
            .definedBy(ROOT + ".secret..")
            .layer("observe")
            .definedBy(ROOT + ".observe..")
            .layer("local")
            .definedBy(ROOT + ".local..")
            .layer("cloudflare")
            .definedBy(ROOT + ".cloudflare..")
            .layer("bundle")
            .definedBy(ROOT + ".bundle..")
            .layer("config")
            .definedBy(ROOT + ".config..")
            .layer("base")
            .definedBy(ROOT + ".base..")
            .whereLayer("goal")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("maven")
            .mayOnlyBeAccessedByLayers("goal")
            .whereLayer("console")
            .mayOnlyBeAccessedByLayers("goal", "maven")
            .whereLayer("release")
            .mayOnlyBeAccessedByLayers("goal", "maven", "console")
            .whereLayer("secret")
            .mayOnlyBeAccessedByLayers("goal", "maven", "console")
            .whereLayer("observe")
            .mayOnlyBeAccessedByLayers("goal", "maven", "console")
            .whereLayer("local")
            .mayOnlyBeAccessedByLayers("goal", "maven")
            .whereLayer("cloudflare")
            .mayOnlyBeAccessedByLayers("goal", "maven", "console", "release", "observe")
            .whereLayer("bundle")
            .mayOnlyBeAccessedByLayers("goal", "maven", "release")
            .whereLayer("config")
            .mayOnlyBeAccessedByLayers("goal", "maven", "release", "bundle", "local");

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
