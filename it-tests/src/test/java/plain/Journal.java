package plain;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What endpoints note when nobody hears them any more; {@code /journal} tells it. */
final class Journal {
    private static final List<String> NOTES = new CopyOnWriteArrayList<>();

    private Journal() {}

    static void add(String note) {
        NOTES.add(note);
    }

    static List<String> notes() {
        return NOTES;
    }
}
