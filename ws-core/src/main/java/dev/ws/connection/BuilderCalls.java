package dev.ws.connection;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The setters that were called on a builder, so that one which sets many options at once cannot undo what was said before:
 * a lost origin check would be noticed by nobody. Knows names only. One per builder, on the thread that builds.
 */
public final class BuilderCalls {
    private final Set<String> made = new LinkedHashSet<>();

    /** Nothing was called yet. */
    public BuilderCalls() {}

    /**
     * A setter of one option is called.
     *
     * @param setter its name
     */
    public void part(String setter) {
        made.add(setter);
    }

    /**
     * A setter of one option is called that excludes others.
     *
     * @param setter its name
     * @param others the setters that it excludes
     * @throws IllegalStateException when one of them was called before
     */
    public void instead(String setter, String... others) {
        refuseAfter(others, setter, "only one can be set");
        made.add(setter);
    }

    /**
     * A setter of many options is called, in place of all that was set before.
     *
     * @param setter its name
     * @param parts the setters whose effect it would undo
     * @throws IllegalStateException when one of them, or it itself, was called before
     */
    public void whole(String setter, String... parts) {
        refuseAfter(parts, setter, "call " + setter + " first");
        if (!made.add(setter)) {
            throw new IllegalStateException(setter + "(...) was called before, and would be undone");
        }
    }

    private void refuseAfter(String[] earlier, String setter, String advice) {
        for (String other : earlier) {
            if (made.contains(other)) {
                throw new IllegalStateException(
                        setter + "(...) would undo " + other + "(...), which was called before; " + advice);
            }
        }
    }
}
