package dev.ws.frame;

/** The byte examples of RFC 6455 sections 1.3 and 5.7 and of RFC 7692 section 7.2.3, in hex. */
public final class RfcExamples {
    /** "Hello" as an unmasked text message in one frame. */
    public static final String HELLO = "81 05 48 65 6c 6c 6f";

    /** "Hello" as a masked text message in one frame. */
    public static final String HELLO_MASKED = "81 85 37 fa 21 3d 7f 9f 4d 51 58";

    /** The masking key of the masked examples. */
    public static final int MASK_KEY = 0x37FA213D;

    /** "Hello" as an unmasked text message in two frames: the first. */
    public static final String HEL = "01 03 48 65 6c";

    /** "Hello" as an unmasked text message in two frames: the second. */
    public static final String LO = "80 02 6c 6f";

    /** An unmasked ping with the body "Hello". */
    public static final String PING = "89 05 48 65 6c 6c 6f";

    /** The masked pong that answers it. */
    public static final String PONG_MASKED = "8a 85 37 fa 21 3d 7f 9f 4d 51 58";

    /** The header of an unmasked binary frame of 256 bytes. */
    public static final String BINARY_256 = "82 7e 01 00";

    /** The header of an unmasked binary frame of 65,536 bytes. */
    public static final String BINARY_64K = "82 7f 00 00 00 00 00 01 00 00";

    /** A client's {@code Sec-WebSocket-Key}. */
    public static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    /** The {@code Sec-WebSocket-Accept} that answers it. */
    public static final String ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

    /** "Hello" compressed, in one frame. */
    public static final String HELLO_DEFLATED = "c1 07 f2 48 cd c9 c9 07 00";

    /** "Hello" compressed, in two frames: the first. */
    public static final String HELLO_DEFLATED_FIRST = "41 03 f2 48 cd";

    /** "Hello" compressed, in two frames: the second. */
    public static final String HELLO_DEFLATED_SECOND = "80 04 c9 c9 07 00";

    /** "Hello" once more, compressed with the window that the first left. */
    public static final String HELLO_DEFLATED_AGAIN = "c1 05 f2 00 11 00 00";

    /** "Hello" in a block without compression. */
    public static final String HELLO_STORED = "c1 0b 00 05 00 fa ff 48 65 6c 6c 6f 00";

    /** "Hello" in a block with BFINAL. */
    public static final String HELLO_FINAL_BLOCK = "c1 08 f3 48 cd c9 c9 07 00 00";

    /** "Hello" in two blocks. */
    public static final String HELLO_TWO_BLOCKS = "c1 0d f2 48 05 00 00 00 ff ff ca c9 c9 07 00";

    private RfcExamples() {}
}
