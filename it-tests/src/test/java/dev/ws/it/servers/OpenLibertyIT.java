package dev.ws.it.servers;

class OpenLibertyIT extends ServerContract {
    @Override
    ServerRecipe recipe() {
        return new OpenLiberty();
    }
}
