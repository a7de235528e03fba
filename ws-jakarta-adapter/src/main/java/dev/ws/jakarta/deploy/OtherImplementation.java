package dev.ws.jakarta.deploy;

/**
 * Another implementation of Jakarta WebSocket that is in the way, and how its server is told to leave it out.
 *
 * @param container the class of what it registered
 * @param advice what to do on its server
 */
record OtherImplementation(String container, String advice) {
    private static final String JBOSS_MODULES = "org.jboss.modules.";

    /** {@return what is known about the one whose container is of this class} */
    static OtherImplementation of(Class<?> container) {
        ClassLoader loader = container.getClassLoader();
        return of(container.getName(), loader == null ? "" : loader.getClass().getName());
    }

    /** The same by the names of the class, and of its class loader's class. */
    static OtherImplementation of(String container, String loader) {
        return new OtherImplementation(container, advice(container, loader));
    }

    private static String advice(String container, String loader) {
        if (container.startsWith(TomcatTakeOver.PACKAGE)) {
            return "Tomcat: set containerSciFilter=\"^org\\.apache\\.tomcat\\.websocket\\.server\\.WsSci$\" at the Context"
                    + " element of META-INF/context.xml";
        }
        if (container.startsWith(JettyTakeOver.PACKAGE)) {
            return "Jetty: set the context parameter " + JettyTakeOver.SWITCH + "=false";
        }
        if (container.startsWith("io.undertow.")) {
            return loader.startsWith(JBOSS_MODULES)
                    ? "WildFly: remove the setting websockets of the servlet container, in its command line"
                            + " /subsystem=undertow/servlet-container=default/setting=websockets:remove, then"
                            + " :reload (enable-websockets of jboss-web.xml does not help)"
                    : "Undertow: deploy without undertow-websockets-jsr";
        }
        if (container.startsWith(TyrusTakeOver.PACKAGE)) {
            return "GlassFish and Payara have no switch for Tyrus, and this version is not one that it can be removed"
                    + " from; with Tyrus embedded, leave tyrus-container-servlet out";
        }
        if (container.startsWith("io.openliberty.") || container.startsWith("com.ibm.ws.")) {
            return "Open Liberty: leave the feature websocket-2.1 or websocket-2.2 out of server.xml, also where"
                    + " jakartaee-10.0, jakartaee-11.0 or a web profile brings it, and put the two API jars into WEB-INF/lib";
        }
        return "leave what brings it out of the web application, or see the manual of the server";
    }

    /** {@return the message for whoever deploys} */
    String refusal() {
        return "there are two implementations of Jakarta WebSocket, and " + container
                + " of the container cannot be replaced. Either switch it off - " + advice
                + " - or keep it with the context parameter dev.ws.jakarta=off";
    }
}
