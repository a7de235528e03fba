package injected;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts what is made and notes what ends; {@code /journal} tells it, and at the end of the application a property of the
 * system.
 */
@ApplicationScoped
public class Journal {
    private final List<String> notes = new CopyOnWriteArrayList<>();
    private final AtomicInteger numbers = new AtomicInteger();

    public int next() {
        return numbers.incrementAndGet();
    }

    public void add(String note) {
        notes.add(note);
    }

    public List<String> notes() {
        return notes;
    }

    @PreDestroy
    void end() {
        System.setProperty("injected.journal", String.join("\n", notes));
    }
}
