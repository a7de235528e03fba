package plain;

import jakarta.websocket.DecodeException;
import jakarta.websocket.Decoder;
import jakarta.websocket.EncodeException;
import jakarta.websocket.Encoder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What the coders make messages of and out of.
 *
 * @param x one coordinate; 666 cannot be encoded
 * @param y the other
 */
public record Point(int x, int y) {
    static Point parse(String text) throws DecodeException {
        String[] numbers = text.split(",", -1);
        try {
            return new Point(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]));
        } catch (RuntimeException e) {
            throw new DecodeException(text, "no point: " + text, e);
        }
    }

    String text() throws EncodeException {
        if (x == 666) {
            throw new EncodeException(this, "the point of the beast");
        }
        return x + "," + y;
    }

    /** Text to points, but not text that starts with "skip". */
    public static class FromText implements Decoder.Text<Point> {
        @Override
        public Point decode(String text) throws DecodeException {
            return parse(text);
        }

        @Override
        public boolean willDecode(String text) {
            return !text.startsWith("skip");
        }
    }

    /** Any text to points. */
    public static class FromReader implements Decoder.TextStream<Point> {
        @Override
        public Point decode(Reader reader) throws DecodeException, IOException {
            return parse(new BufferedReader(reader).readLine());
        }
    }

    /** Bytes to points. */
    public static class FromBytes implements Decoder.Binary<Point> {
        @Override
        public Point decode(ByteBuffer bytes) throws DecodeException {
            return parse(StandardCharsets.UTF_8.decode(bytes).toString());
        }

        @Override
        public boolean willDecode(ByteBuffer bytes) {
            return true;
        }
    }

    /** Bytes to points, as they come. */
    public static class FromInputStream implements Decoder.BinaryStream<Point> {
        @Override
        public Point decode(InputStream bytes) throws DecodeException, IOException {
            return parse(new String(bytes.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** Points to text. */
    public static class ToText implements Encoder.Text<Point> {
        @Override
        public String encode(Point point) throws EncodeException {
            return point.text();
        }
    }

    /** Points to text, written. */
    public static class ToWriter implements Encoder.TextStream<Point> {
        @Override
        public void encode(Point point, Writer writer) throws EncodeException, IOException {
            writer.write(point.text());
        }
    }

    /** Points to bytes. */
    public static class ToBytes implements Encoder.Binary<Point> {
        @Override
        public ByteBuffer encode(Point point) throws EncodeException {
            return StandardCharsets.UTF_8.encode(point.text());
        }
    }

    /** Points to bytes, written. */
    public static class ToOutputStream implements Encoder.BinaryStream<Point> {
        @Override
        public void encode(Point point, OutputStream out) throws EncodeException, IOException {
            out.write(point.text().getBytes(StandardCharsets.UTF_8));
        }
    }
}
