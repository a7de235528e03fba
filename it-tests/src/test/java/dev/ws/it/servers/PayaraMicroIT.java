package dev.ws.it.servers;

class PayaraMicroIT extends ServerContract {
    @Override
    ServerRecipe recipe() {
        return new PayaraMicro();
    }

    @Override
    boolean undeploys() {
        return false;
    }
}
