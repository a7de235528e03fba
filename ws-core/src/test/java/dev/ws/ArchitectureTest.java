package dev.ws;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.net.IDN;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.Timer;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The shape of the module as a test: which package may import which, and what the packages without I/O must not touch.
 * A package without classes passes.
 */
class ArchitectureTest {
    /** Bottom to top: a package may import the packages before it, never one after it. */
    private static final List<String> ORDER = List.of(
            "dev.ws",
            "dev.ws.frame..",
            "dev.ws.extension..",
            "dev.ws.http..",
            "dev.ws.handshake..",
            "dev.ws.protocol..",
            "dev.ws.message..",
            "dev.ws.transport..",
            "dev.ws.connection..",
            "dev.ws.client..",
            "dev.ws.server..");

    /** Bytes in, bytes out: everything here can be tested with hex strings. */
    private static final String[] WITHOUT_IO = {
        "dev.ws.frame..", "dev.ws.extension..", "dev.ws.http..", "dev.ws.handshake..", "dev.ws.protocol.."
    };

    /** What of {@code java.net} is a value, or computes one. */
    private static final Class<?>[] VALUES = {
        IDN.class,
        InetAddress.class,
        InetSocketAddress.class,
        URI.class,
        URISyntaxException.class,
        UnknownHostException.class
    };

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            // The option before knows the usual folder only, and the build's may be another.
            .withImportOption(location -> !location.contains("/test-classes/"))
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_JARS)
            .importPackages("dev.ws");

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
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void theServerDoesNotKnowTheClient() {
        noClasses()
                .that()
                .resideInAPackage("dev.ws.server..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.ws.client..")
                .check(CLASSES);
    }

    @Test
    void everyPackageHasItsPlaceInTheOrder() {
        DescribedPredicate<JavaClass> placed = resideInAnyPackage(ORDER.toArray(String[]::new));

        assertThat(CLASSES.stream().filter(placed.negate())).isEmpty();
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.ws.(**)")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void packagesWithoutIoUseNoSocketsAndNoChannels() {
        DescribedPredicate<JavaClass> network = resideInAnyPackage("java.net..", "java.nio.channels..", "javax.net..")
                .and(DescribedPredicate.not(belongToAnyOf(VALUES)));

        noClasses()
                .that()
                .resideInAnyPackage(WITHOUT_IO)
                .should()
                .dependOnClassesThat(network)
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    // A peer that may write an address must not make anybody ask the name service.
    @Test
    void packagesWithoutIoLookUpNoNames() {
        DescribedPredicate<JavaCall<?>> lookup = DescribedPredicate.describe(
                "the name service is asked",
                call -> (call.getTargetOwner().isAssignableTo(InetAddress.class)
                                && !Set.of("getByAddress", "getAddress").contains(call.getName()))
                        || (call.getTargetOwner().isEquivalentTo(InetSocketAddress.class)
                                && (call.getName().equals("getHostName")
                                        || call.getTarget().getRawParameterTypes().stream()
                                                .anyMatch(type -> type.isEquivalentTo(String.class)))));

        noClasses()
                .that()
                .resideInAnyPackage(WITHOUT_IO)
                .should()
                .callCodeUnitWhere(lookup)
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void packagesWithoutIoUseNoThreadsAndNoLocks() {
        DescribedPredicate<JavaClass> concurrency = resideInAnyPackage("java.util.concurrent.locks..")
                .or(assignableTo(Thread.class))
                .or(assignableTo(Timer.class))
                .or(assignableTo(Executor.class))
                .or(belongToAnyOf(Executors.class));

        noClasses()
                .that()
                .resideInAnyPackage(WITHOUT_IO)
                .should()
                .dependOnClassesThat(concurrency)
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void packagesWithoutIoReadNoClock() {
        noClasses()
                .that()
                .resideInAnyPackage(WITHOUT_IO)
                .should()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .dependOnClassesThat(assignableTo(Clock.class))
                .orShould()
                .callMethodWhere(DescribedPredicate.describe(
                        "it is a now() of java.time",
                        call -> call.getTarget().getName().equals("now")
                                && call.getTargetOwner().getPackageName().startsWith("java.time")))
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void everyPackageIsNullMarked() {
        List<String> unmarked = new ArrayList<>();
        for (JavaPackage candidate : CLASSES.getPackage("dev.ws").getSubpackagesInTree()) {
            if (!candidate.getClasses().isEmpty() && !candidate.isAnnotatedWith(NullMarked.class)) {
                unmarked.add(candidate.getName());
            }
        }

        assertThat(CLASSES.getPackage("dev.ws").isAnnotatedWith(NullMarked.class))
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
