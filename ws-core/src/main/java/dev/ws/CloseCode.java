package dev.ws;

/** Close codes of RFC 6455 section 7.4.1 and the IANA registry, and the rules about which of them may travel. */
public final class CloseCode {
    /** 1000: the purpose of the connection is fulfilled. */
    public static final int NORMAL = 1000;
    /** 1001: the endpoint goes away: a server shuts down, a page is left. */
    public static final int GOING_AWAY = 1001;
    /** 1002: the peer broke the protocol. */
    public static final int PROTOCOL_ERROR = 1002;
    /** 1003: a kind of data that the endpoint does not accept. */
    public static final int UNSUPPORTED_DATA = 1003;
    /** 1005: never on the wire; the close frame had no code. */
    public static final int NO_STATUS = 1005;
    /** 1006: never on the wire; the connection ended without a close frame. */
    public static final int ABNORMAL = 1006;
    /** 1007: payload that does not fit the message type, such as invalid UTF-8. */
    public static final int INVALID_PAYLOAD = 1007;
    /** 1008: a policy of the endpoint was broken. */
    public static final int POLICY_VIOLATION = 1008;
    /** 1009: a message or frame is too big. */
    public static final int TOO_BIG = 1009;
    /** 1010: the client wanted an extension that the server did not accept. */
    public static final int MANDATORY_EXTENSION = 1010;
    /** 1011: an unexpected condition, such as an exception in a handler. */
    public static final int INTERNAL_ERROR = 1011;
    /** 1012: the service restarts. */
    public static final int SERVICE_RESTART = 1012;
    /** 1013: try again later; the endpoint is overloaded. */
    public static final int TRY_AGAIN_LATER = 1013;
    /** 1014: a gateway got an invalid answer from upstream. */
    public static final int BAD_GATEWAY = 1014;
    /** 1015: never on the wire; the TLS handshake failed. */
    public static final int TLS_HANDSHAKE = 1015;

    private CloseCode() {}

    /**
     * Tells whether a close code may be sent or received in a close frame: 1000 to 1003, 1007 to 1014 and 3000 to 4999
     * (RFC 6455 section 7.4).
     *
     * @param code the close code
     * @return whether it may be on the wire
     */
    public static boolean isValidOnWire(int code) {
        return (code >= 1000 && code <= 1014 && code != 1004 && code != NO_STATUS && code != ABNORMAL)
                || (code >= 3000 && code <= 4999);
    }
}
