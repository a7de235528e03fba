package dev.ws.benchmarks.client;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Netty's client, NIO, flushing each message. */
final class NettyClient implements MeasuredClient {
    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(NioIoHandler.newFactory());

    @Override
    public String name() {
        return "Netty";
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // an answer that does not come is noticed
    public Connection open(URI url, Receiver receiver) throws Exception {
        CompletableFuture<Void> ready = new CompletableFuture<>();
        WebSocketClientProtocolConfig config = WebSocketClientProtocolConfig.newBuilder()
                .webSocketUri(url)
                .allowExtensions(false)
                .build();
        Channel channel = new Bootstrap()
                .group(group)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel created) {
                        created.pipeline()
                                .addLast(
                                        new HttpClientCodec(),
                                        new HttpObjectAggregator(8192),
                                        new WebSocketClientProtocolHandler(config),
                                        new WebSocketFrameAggregator(1 << 20),
                                        new Frames(ready, receiver));
                    }
                })
                .connect(url.getHost(), url.getPort())
                .sync()
                .channel();
        ready.get(30, TimeUnit.SECONDS);
        return new Connection() {
            @Override
            public void send(String text) {
                channel.writeAndFlush(new TextWebSocketFrame(text));
            }

            @Override
            public void close() {
                channel.close();
            }
        };
    }

    @Override
    public void end() throws InterruptedException {
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
    }

    private static final class Frames extends SimpleChannelInboundHandler<TextWebSocketFrame> {
        private final CompletableFuture<Void> ready;
        private final Receiver receiver;

        Frames(CompletableFuture<Void> ready, Receiver receiver) {
            this.ready = ready;
            this.receiver = receiver;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
                ready.complete(null);
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame frame) {
            receiver.received(frame.text());
        }
    }
}
