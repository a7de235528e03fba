package dev.ws.it.conformance;

import dev.ws.it.standalone.Standalone;
import dev.ws.it.wire.DeflatePeer;
import java.io.IOException;

/** The compressing echo of the stand-alone server. */
class StandaloneCompressionIT implements CompressionContract {
    @Override
    public DeflatePeer open(String offer) throws IOException {
        return DeflatePeer.open(Standalone.shared().port(), "/deflate/echo?settings=threshold:0", offer);
    }
}
