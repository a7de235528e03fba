package dev.ws.it.servers;

class GlassFishIT extends ServerContract {
    @Override
    ServerRecipe recipe() {
        return new GlassFish();
    }
}
