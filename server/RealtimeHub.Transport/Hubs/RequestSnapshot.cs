using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace RealtimeHub.Transport.Hubs;

/// <summary>
/// How a connection was requested, for as long as it lasts: Kestrel uses its own objects again for others. Services come from a scope of
/// the connection, made when somebody asks for one.
/// </summary>
internal sealed class RequestSnapshot : IHttpContextFeature, IServiceProvidersFeature, IHttpRequestLifetimeFeature, IAsyncDisposable
{
    private readonly IServiceScopeFactory _scopes;
    private AsyncServiceScope? _scope;
    private IServiceProvider? _services;
    private CancellationToken? _aborted;

    public RequestSnapshot(HttpContext http, IServiceScopeFactory scopes)
    {
        _scopes = scopes;
        var request = http.Request;
        var features = new FeatureCollection(8);
        features.Set<IHttpRequestFeature>(new HttpRequestFeature
        {
            Method = request.Method, Scheme = request.Scheme, Protocol = request.Protocol, PathBase = request.PathBase.Value!, Path = request.Path.Value!,
            QueryString = request.QueryString.Value!, RawTarget = http.Features.Get<IHttpRequestFeature>()!.RawTarget,
            Headers = new HeaderDictionary(request.Headers.ToDictionary(StringComparer.OrdinalIgnoreCase)),
        });
        features.Set<IHttpResponseFeature>(new HttpResponseFeature { StatusCode = StatusCodes.Status101SwitchingProtocols });
        features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(Stream.Null));
        features.Set<IHttpConnectionFeature>(new HttpConnectionFeature
        {
            ConnectionId = http.Connection.Id, LocalIpAddress = http.Connection.LocalIpAddress, LocalPort = http.Connection.LocalPort,
            RemoteIpAddress = http.Connection.RemoteIpAddress, RemotePort = http.Connection.RemotePort,
        });
        features.Set<IServiceProvidersFeature>(this);
        features.Set<IHttpRequestLifetimeFeature>(this);
        HttpContext = new DefaultHttpContext(features) { User = http.User, TraceIdentifier = http.TraceIdentifier };
        HttpContext.SetEndpoint(http.GetEndpoint());
        if (request.RouteValues.Count > 0) HttpContext.Request.RouteValues = new RouteValueDictionary(request.RouteValues);
        if (http.Items.Count > 0) HttpContext.Items = new Dictionary<object, object?>(http.Items);
    }

    public HttpContext? HttpContext { get; set; }

    /// <summary>What the request has become.</summary>
    public ConnectionContext? Connection { get; set; }

    public CancellationToken RequestAborted
    {
        get => _aborted ?? Connection?.ConnectionClosed ?? default;
        set => _aborted = value;
    }

    public IServiceProvider RequestServices
    {
        get => _services ??= (_scope = _scopes.CreateAsyncScope()).Value.ServiceProvider;
        set => _services = value;
    }

    public void Abort() => Connection?.Abort();

    public ValueTask DisposeAsync() => _scope?.DisposeAsync() ?? ValueTask.CompletedTask;
}
