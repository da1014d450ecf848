using RealtimeHub.Hosting;
using RealtimeHub.Server;

return ServerProgram.Run(args, static args =>
{
    var builder = WebApplication.CreateBuilder(args);
    builder.AddLogging();
    builder.AddRealtimeHub();
    builder.AddApiDocs();
    builder.AddHttp();

    var app = builder.Build();
    app.UseHttp();
    app.MapRealtimeHub();
    app.MapApiDocs();
    app.MapPages();
    app.AnnounceStart();
    return app;
});
