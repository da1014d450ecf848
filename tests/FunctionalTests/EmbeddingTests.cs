using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using RealtimeHub.Hosting;
using RealtimeHub.Ingest;
using RealtimeHub.TestKit;
using Xunit;

namespace FunctionalTests;

public sealed class EmbeddingTests
{
    [Fact]
    public async Task An_application_brings_the_hub_into_itself_with_two_lines()
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddRealtimeHub(options => options.Access.AnonymousSubscribers = true);
        await using var app = builder.Build();
        app.MapRealtimeHub();
        app.MapGet("/own", () => "still mine");
        await app.StartAsync();
        var address = new Uri(app.Urls.Single());

        await using var client = await BareClient.ConnectAsync(new Uri(address, "hub"));
        await client.SubscribeAsync("orders");
        await app.Services.GetRequiredService<IEventPublisher>().PublishAsync("orders", new { id = 17 });

        Assert.Equal(17, (await client.NextEventAsync()).Data.GetProperty("id").GetInt32());
        using var http = new HttpClient { BaseAddress = address };
        Assert.Equal("still mine", await http.GetStringAsync(new Uri("own", UriKind.Relative)));
        await app.StopAsync();
    }
}
