package dev.ws.it.servers;

class WildFlyIT extends ServerContract {
    @Override
    ServerRecipe recipe() {
        return new WildFly();
    }
}
