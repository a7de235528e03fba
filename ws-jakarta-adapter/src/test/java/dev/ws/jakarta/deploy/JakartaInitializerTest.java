package dev.ws.jakarta.deploy;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import jakarta.servlet.ServletContext;
import jakarta.websocket.DeploymentException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JakartaInitializerTest {
    private final ServletContext context = mock();

    @Test
    void theSessionPolicyOfTheAdapterIsThatOfTheWebApplication() throws DeploymentException {
        JakartaInitializer.shareSessionPolicy(context, "always");

        verify(context).setInitParameter("dev.ws.sessionPolicy", "always");
    }

    @ParameterizedTest
    @CsvSource({", never", "always, always", "always, ' Always '"})
    void whatIsSaidOnceOrTwiceStays(@Nullable String wanted, String given) throws DeploymentException {
        when(context.getInitParameter("dev.ws.sessionPolicy")).thenReturn(given);

        JakartaInitializer.shareSessionPolicy(context, wanted);

        verify(context, never()).setInitParameter(any(), any());
    }

    @Test
    void twoSessionPoliciesFailTheDeployment() {
        when(context.getInitParameter("dev.ws.sessionPolicy")).thenReturn("never");

        assertThatThrownBy(() -> JakartaInitializer.shareSessionPolicy(context, "always"))
                .isInstanceOf(DeploymentException.class)
                .hasMessage(
                        "dev.ws.jakarta.sessionPolicy is \"always\", but dev.ws.sessionPolicy is \"never\": both are for"
                                + " the whole web application and must not differ");
    }
}
