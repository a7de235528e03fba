package dev.ws.jakarta;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.websocket.Endpoint;
import jakarta.websocket.server.ServerApplicationConfig;
import jakarta.websocket.server.ServerEndpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The shape of the module as a test: which package may import which. */
class ArchitectureTest {
    /** Bottom to top: a package may import the packages before it, never one after it. */
    private static final List<String> ORDER = List.of(
            "dev.ws.jakarta",
            "dev.ws.jakarta.coder..",
            "dev.ws.jakarta.session..",
            "dev.ws.jakarta.endpoint..",
            "dev.ws.jakarta.container..",
            "dev.ws.jakarta.deploy..");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            // The option before knows the usual folder only, and the build's may be another.
            .withImportOption(location -> !location.contains("/test-classes/"))
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_JARS)
            .withImportOption(location -> location.contains("dev/ws/jakarta"))
            .importPackages("dev.ws.jakarta");

    static Stream<String> packagesWithOthersAbove() {
        return ORDER.subList(0, ORDER.size() - 1).stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("packagesWithOthersAbove")
    void packageImportsNothingAboveItself(String name) {
        List<String> above = ORDER.subList(ORDER.indexOf(name) + 1, ORDER.size());

        noClasses()
                .that()
                .resideInAPackage(name)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(above.toArray(String[]::new))
                .check(CLASSES);
    }

    @Test
    void everyPackageHasItsPlaceInTheOrder() {
        DescribedPredicate<JavaClass> placed = resideInAnyPackage(ORDER.toArray(String[]::new));

        assertThat(CLASSES.stream().filter(placed.negate())).isEmpty();
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.ws.jakarta.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    // Containers scan WEB-INF/lib and would deploy them.
    @Test
    void nothingLooksLikeAnEndpointOfTheApplication() {
        DescribedPredicate<JavaClass> found =
                assignableTo(Endpoint.class).or(assignableTo(ServerApplicationConfig.class));

        classes()
                .that(found)
                .should()
                .notBePublic()
                .orShould()
                .haveModifier(JavaModifier.ABSTRACT)
                .check(CLASSES);
        noClasses().should().beAnnotatedWith(ServerEndpoint.class).check(CLASSES);
    }

    @Test
    void everyPackageIsNullMarked() {
        List<String> unmarked = new ArrayList<>();
        for (JavaPackage candidate : CLASSES.getPackage("dev.ws.jakarta").getSubpackagesInTree()) {
            if (!candidate.getClasses().isEmpty() && !candidate.isAnnotatedWith(NullMarked.class)) {
                unmarked.add(candidate.getName());
            }
        }

        assertThat(CLASSES.getPackage("dev.ws.jakarta").isAnnotatedWith(NullMarked.class))
                .isTrue();
        assertThat(unmarked).isEmpty();
    }

    @Test
    void namesSayWhatAClassHolds() {
        classes()
                .should()
                .haveNameNotMatching(".*\\.(Abstract|Ws[A-Z])\\w*")
                .andShould()
                .haveNameNotMatching(".*(Impl|Base|Utils?|Manager|Helper)")
                .check(CLASSES);
    }
}
