package injected;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.websocket.Decoder;
import jakarta.websocket.Encoder;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What clients say, as its decoder and encoder see it.
 *
 * @param text with the numbers of the parts that the two have
 */
public record Word(String text) {
    /** Adds the number of its part. */
    public static class In implements Decoder.Text<Word> {
        @Inject
        Part part; // its creator

        @Override
        public Word decode(String text) {
            return new Word(text + " in " + part.number());
        }

        @Override
        public boolean willDecode(String text) {
            return true;
        }
    }

    /** Adds the number of its part. */
    public static class Out implements Encoder.Text<Word> {
        @Inject
        @Nullable Part part; // its creator; Tomcat's own WebSocket tries encoders before CDI has started

        @Override
        public String encode(Word word) {
            return word.text() + " out " + Objects.requireNonNull(part).number();
        }

        @PreDestroy
        void end() {
            if (part != null) {
                part.journal.add("encoder " + part.number());
            }
        }
    }
}
