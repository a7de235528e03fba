package dev.ws.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import com.ibm.ws.LibertyRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.junit.jupiter.api.Test;

/** Which servers are watched, and that nothing of a web application stays with the JVM. */
class ShutdownWatchTest {
    private final HttpServletRequest request = new HttpServletRequestWrapper(mock(LibertyRequest.class));

    @Test
    void aServerThatTellsInTimeIsNotWatched() {
        assertThat(ShutdownWatch.start(mock(HttpServletRequest.class), () -> {}))
                .isNull();
    }

    @Test
    void libertyIsWatchedWithAHookOfTheJvm() {
        ShutdownWatch watch = ShutdownWatch.start(request, () -> {});
        assertThat(watch).isNotNull();
        assertThat(Runtime.getRuntime().removeShutdownHook(watch.hook())).isTrue();
    }

    @Test
    void aWatchThatIsOverLeavesNoHook() {
        ShutdownWatch watch = ShutdownWatch.start(request, () -> {});
        assertThat(watch).isNotNull();
        watch.close();
        assertThat(Runtime.getRuntime().removeShutdownHook(watch.hook())).isFalse();
    }
}
