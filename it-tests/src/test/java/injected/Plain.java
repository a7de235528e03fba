package injected;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.websocket.OnMessage;
import jakarta.websocket.server.ServerEndpoint;

/** No bean of itself: nothing tells CDI of it. */
@ServerEndpoint(value = "/plain", configurator = Gate.class, decoders = Word.In.class, encoders = Word.Out.class)
public class Plain {
    private final Journal journal;
    private final Part part;

    /** Makes the injected fields final. */
    @Inject
    public Plain(Journal journal, Part part) {
        this.journal = journal;
        this.part = part;
    }

    @OnMessage
    public Word answer(Word word) {
        return new Word(word.text() + " endpoint " + part.number());
    }

    @PreDestroy
    void end() {
        journal.add("endpoint " + part.number());
    }
}
