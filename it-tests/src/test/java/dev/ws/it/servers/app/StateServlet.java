package dev.ws.it.servers.app;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** Tells what of the application's connections is left: how many the servers know, and which threads are inside our code. */
@WebServlet(urlPatterns = "/state")
public class StateServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("text/plain");
        response.getWriter().print(ProbeServlet.clients() + "\n" + threads());
    }

    private static String threads() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> thread.getKey() != Thread.currentThread())
                .filter(thread -> Arrays.stream(thread.getValue()).anyMatch(StateServlet::isOurs))
                .map(StateServlet::describe)
                .sorted()
                .collect(Collectors.joining("\n"));
    }

    // The sweeper lives as long as the application, and waits in its own code.
    private static boolean isOurs(StackTraceElement frame) {
        return frame.getClassName().startsWith("dev.ws.")
                && !frame.getClassName().equals("dev.ws.connection.Sweeper");
    }

    private static String describe(Map.Entry<Thread, StackTraceElement[]> thread) {
        StackTraceElement ours = Arrays.stream(thread.getValue())
                .filter(StateServlet::isOurs)
                .findFirst()
                .orElseThrow();
        return ours.getClassName() + "." + ours.getMethodName();
    }
}
