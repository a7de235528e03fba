package injected;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;

/** Depends on whoever it is injected into. */
@Dependent
public class Part {
    @Inject
    Journal journal; // its creator

    private int number; // its creator

    @PostConstruct
    void begin() {
        number = journal.next();
    }

    public int number() {
        return number;
    }

    @PreDestroy
    void end() {
        journal.add("part " + number);
    }
}
