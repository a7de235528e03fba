package dev.ws.jakarta.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.spi.CreationalContext;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.InjectionTarget;
import jakarta.enterprise.inject.spi.InjectionTargetFactory;
import java.lang.annotation.Annotation;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mockito.InOrder;

/** F-040. */
@SuppressWarnings("unchecked") // mocks of generic types
class CdiInstancesTest {
    private final BeanManager manager = mock(BeanManager.class);
    private final CreationalContext<Object> context = mock(CreationalContext.class);
    private final CdiInstances instances = new CdiInstances(manager);
    private final InjectionTarget<Chat> target = mock(InjectionTarget.class);
    private final CreationalContext<Chat> unmanaged = mock(CreationalContext.class);

    static class Chat {}

    private void bean(Class<? extends Annotation> scope, Chat reference) {
        Bean<Object> bean = mock(Bean.class);
        doReturn(Chat.class).when(bean).getBeanClass();
        doReturn(scope).when(bean).getScope();
        doReturn(Set.of(bean)).when(manager).getBeans(Chat.class);
        doReturn(bean).when(manager).resolve(any());
        doReturn(context).when(manager).createCreationalContext(bean);
        when(manager.getReference(bean, Chat.class, context)).thenReturn(reference);
    }

    @Test
    void aDependentBeanEndsWithItsConnection() throws InstantiationException {
        Chat chat = new Chat();
        bean(Dependent.class, chat);

        assertThat(instances.create(Chat.class)).isSameAs(chat);
        verify(context, never()).release();

        instances.destroy(chat);
        instances.destroy(chat);
        verify(context, times(1)).release();
    }

    @Test
    void aBeanOfANormalScopeIsLeftAlone() throws InstantiationException {
        Chat chat = new Chat();
        bean(ApplicationScoped.class, chat);

        assertThat(instances.create(Chat.class)).isSameAs(chat);
        instances.destroy(chat);

        verify(context, never()).release();
    }

    private void noBean(Chat made) {
        InjectionTargetFactory<Chat> factory = mock(InjectionTargetFactory.class);
        doReturn(factory).when(manager).getInjectionTargetFactory(any());
        when(factory.createInjectionTarget(null)).thenReturn(target);
        doReturn(unmanaged).when(manager).createCreationalContext(null);
        when(target.produce(eq(unmanaged))).thenReturn(made);
    }

    @Test
    void anotherClassIsInjectedAndDisposedOf() throws InstantiationException {
        Chat chat = new Chat();
        noBean(chat);

        assertThat(instances.create(Chat.class)).isSameAs(chat);
        instances.destroy(chat);

        InOrder order = inOrder(target, unmanaged);
        order.verify(target).inject(chat, unmanaged);
        order.verify(target).postConstruct(chat);
        order.verify(target).preDestroy(chat);
        order.verify(target).dispose(chat);
        order.verify(unmanaged).release();
    }

    @Test
    void whatWasInjectedEndsWhenTheRestFails() {
        Chat chat = new Chat();
        noBean(chat);
        doThrow(new IllegalStateException("unsatisfied")).when(target).inject(chat, unmanaged);

        assertThatThrownBy(() -> instances.create(Chat.class)).isInstanceOf(InstantiationException.class);
        verify(unmanaged).release();
        assertThat(instances.end(chat)).isFalse();
    }

    @Test
    void whatDependsOnAnInstanceEndsThoughTheInstanceThrows() throws InstantiationException {
        Chat chat = new Chat();
        noBean(chat);
        doThrow(new IllegalStateException("already gone")).when(target).preDestroy(chat);

        assertThat(instances.create(Chat.class)).isSameAs(chat);
        assertThat(instances.end(chat)).isTrue();
        assertThat(instances.end(chat)).isFalse();
        verify(unmanaged).release();
    }

    @Test
    void whatCdiThrowsIsAFailureOfTheInstance() {
        when(manager.getBeans(Chat.class)).thenThrow(new IllegalStateException("ambiguous"));

        assertThatThrownBy(() -> instances.create(Chat.class))
                .isInstanceOf(InstantiationException.class)
                .hasMessageContaining(Chat.class.getName())
                .hasRootCauseMessage("ambiguous");
    }
}
