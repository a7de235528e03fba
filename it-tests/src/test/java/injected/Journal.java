package injected;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts what is made and notes what ends; {@code /journal} tells it. */
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
}
