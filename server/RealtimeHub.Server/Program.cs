using RealtimeHub.Server;

return ServerProgram.Run(() => ServerApp.Build(args));
