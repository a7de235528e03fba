package dev.ws.it.servers;

class OpenLibertyIT extends ServerContract {
    @Override
    ServerRecipe recipe() {
        return new OpenLiberty();
    }

    // A reset behind the request leaves a descriptor open before the upgrade has come to any application.
    @Override
    boolean givesSocketsBack() {
        return false;
    }
}
