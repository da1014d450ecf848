using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RealtimeHub.Transport.Tests.Support;

namespace RealtimeHub.Transport.Tests.Hubs;

/// <summary>What a hub learns of the request that opened its connection.</summary>
public sealed class HubRequestTests
{
    [Fact]
    public async Task The_request_can_be_asked_for_as_long_as_the_connection_lasts()
    {
        await using var app = await DirectApp.StartAsync(
            app =>
            {
                app.Use((http, next) =>
                {
                    http.Items["note"] = "from a middleware";
                    return next(http);
                });
                app.MapDirectHub<OrdinaryHub>("/{tenant}/hub");
            },
            services => services.AddSingleton<HubWatch>());
        await using var client = await app.ConnectAsync("/acme/hub?room=12", configure: options => options.Headers.Add("X-Test", "yes"));

        // Kestrel has used its own objects again by now.
        using (var http = new HttpClient()) await http.GetAsync(app.At("/nothing"));
        Assert.Equal(["/acme/hub", "12", "yes", "acme", "from a middleware", "True"], await client.InvokeAsync<string[]>("Request", Patience.Token));
    }

    [Fact]
    public async Task A_hub_that_does_not_want_the_request_has_none()
    {
        await using var app = await HubApp.StartAsync(options => options.KeepsRequest = false);
        await using var client = await app.ConnectAsync();

        Assert.False(await client.InvokeAsync<bool>("HasRequest", Patience.Token));
    }

    [Fact]
    public async Task A_guarded_hub_knows_its_user()
    {
        await using var app = await StartGuardedAsync();
        await using var client = await app.ConnectAsync("/guarded", configure: options => options.Headers.Add("X-User", "ada"));

        Assert.Equal("ada", await client.InvokeAsync<string>("UserName", Patience.Token));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_guarded_hub_refuses_strangers(bool skipsNegotiation)
    {
        await using var app = await StartGuardedAsync();

        var refused = await Assert.ThrowsAnyAsync<Exception>(() => app.ConnectAsync("/guarded", skipsNegotiation));
        Assert.Contains("401", refused.ToString(), StringComparison.Ordinal);
        Assert.Empty(app.Chosen.All);
    }

    private static Task<DirectApp> StartGuardedAsync() => DirectApp.StartAsync(
        app =>
        {
            app.UseAuthentication();
            app.UseAuthorization();
            app.MapDirectHub<GuardedHub>("/guarded");
        },
        services =>
        {
            // Without data protection, which would keep keys on the disk.
            services.AddSingleton<HubWatch>().AddAuthorization().AddWebEncoders().AddAuthenticationCore(options => options.DefaultScheme = "header");
            new AuthenticationBuilder(services).AddScheme<AuthenticationSchemeOptions, ByHeader>("header", _ => { });
        });

    private sealed class ByHeader(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            if (Request.Headers["X-User"].ToString() is not { Length: > 0 } name) return Task.FromResult(AuthenticateResult.NoResult());
            var user = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, name)], Scheme.Name));
            return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(user, Scheme.Name)));
        }
    }
}
