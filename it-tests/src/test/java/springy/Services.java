package springy;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.socket.server.standard.ServerEndpointExporter;
import org.springframework.web.socket.server.standard.ServletServerContainerFactoryBean;

/** What is there without the web. */
@Configuration
public class Services {
    @Bean
    public Greeter greeter() {
        return new Greeter();
    }

    @Bean
    public Registered registered(Greeter greeter) {
        return new Registered(greeter);
    }

    @Bean
    public ServerEndpointExporter exporter() {
        return new ServerEndpointExporter();
    }

    @Bean
    public ServletServerContainerFactoryBean container() {
        ServletServerContainerFactoryBean container = new ServletServerContainerFactoryBean();
        container.setMaxTextMessageBufferSize(1000);
        return container;
    }
}
