"""Scrapy's settings, each with its reason. Read by the command line, and by ``scrapy`` itself through scrapy.cfg.

Measured on two cores with pages of 50 KB unless said otherwise.
"""

from __future__ import annotations

from crawler.agent import named

BOT_NAME = "glasnost"
SPIDER_MODULES = ["crawler.spider"]

# An honest name. The command line adds the operator's contact.
USER_AGENT = named()

# --- speed: 2.7 ms of CPU a page out of the box, 1.45 with these ------------------------------------------------------

# With CONCURRENT_ITEMS and the middlewares off, the third of the three that halve the CPU of a fetch.
TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
ASYNCIO_EVENT_LOOP = "uvloop.Loop"

# The default of 100 makes 100 tasks for every response, whatever comes out of it.
CONCURRENT_ITEMS = 4

# Sites under way at once. Each is asked one page at a time, so this is the number of requests at once too. With the
# default delay of a second 32 sites are at most 32 pages/s; one core does four times as many.
CONCURRENT_REQUESTS = 32
CONCURRENT_REQUESTS_PER_DOMAIN = 1  # also the number of idle connections kept for a host

# Nobody reads them: every figure that we show is counted where it arises.
STATS_CLASS = "scrapy.statscollectors.DummyStatsCollector"
DOWNLOADER_STATS = False
# The message for every page costs more than writing its row.
LOG_FORMATTER = "crawler.spider.QuietFormatter"
LOG_LEVEL = "WARNING"

DOWNLOADER_MIDDLEWARES = {
    # Scope, robots.txt, retries and redirects are decided by the queue, which keeps the reason of each.
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    # The archive keeps the body as received; crawler.decoding undoes Content-Encoding within its own bound.
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    # What a visitor without cookies sees is what is published; crawler.cookies knows the one exception.
    "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
    # A proxy of the environment would reach addresses past the guard.
    "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": None,
    "scrapy.downloadermiddlewares.stats.DownloaderStats": None,
    "scrapy.downloadermiddlewares.httpcache.HttpCacheMiddleware": None,
}
SPIDER_MIDDLEWARES = {
    # Pages are awaited inside the spider, so nothing passes through these.
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,
    "scrapy.spidermiddlewares.referer.RefererMiddleware": None,
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
}
EXTENSIONS = {
    "scrapy.extensions.corestats.CoreStats": None,
    "scrapy.extensions.logcount.LogCount": None,
    "scrapy.extensions.logstats.LogStats": None,
    "scrapy.extensions.memusage.MemoryUsage": None,
    "scrapy.extensions.memdebug.MemoryDebugger": None,
    "scrapy.extensions.closespider.CloseSpider": None,
    "scrapy.extensions.feedexport.FeedExporter": None,
    "scrapy.extensions.spiderstate.SpiderState": None,
    "scrapy.extensions.throttle.AutoThrottle": None,
    # Ports that would open on the operator's machine.
    "scrapy.extensions.telnet.TelnetConsole": None,
    "scrapy.extensions.remote_control.RemoteControl": None,
}
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
REFERER_ENABLED = False

# --- safety ------------------------------------------------------------------------------------------------------

# Refuses addresses outside the public internet at every connection; IPv4 and IPv6 (the default knows IPv4 only).
TWISTED_DNS_RESOLVER = "crawler.guard.Guard"
GLASNOST_ALLOW_PRIVATE = False

# The default is 1 GiB. The largest documents of a section are scans of some megabytes.
DOWNLOAD_MAXSIZE = 20 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
# Seconds for a whole answer, so that a server that drips is let go. The default is three minutes.
DOWNLOAD_TIMEOUT = 30
# What came before the connection broke is what a browser shows; the archive marks it as truncated.
DOWNLOAD_FAIL_ON_DATALOSS = False

# Only http and https; a redirect to file: or ftp: has nowhere to go. Scrapy's own way to https loses @SECLEVEL=0 below.
DOWNLOAD_HANDLERS = {"data": None, "file": None, "ftp": None, "s3": None, "https": "crawler.old_tls.Handler"}
HTTPPROXY_ENABLED = False

# Content is read even where the certificate is not valid: the crawl notes it (crawler.certificate).
DOWNLOAD_VERIFY_CERTIFICATES = False
# Old servers of small organisations: TLS 1.0 and short keys are for them to mend, and no reason not to read them.
DOWNLOAD_TLS_MIN_VERSION = "TLSv1.0"
DOWNLOADER_CLIENT_TLS_CIPHERS = "DEFAULT:@SECLEVEL=0"

# --- politeness --------------------------------------------------------------------------------------------------

# Kept by crawler.politeness, which knows ports, platforms and Retry-After; Scrapy's slots ignore the port.
DOWNLOAD_DELAY = 0
ROBOTSTXT_OBEY = False  # the visit obeys it, and the ledger tells what it forbade
COOKIES_ENABLED = False

DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "ru,en;q=0.5",
    "Accept-Encoding": "gzip, deflate, br",  # what crawler.decoding undoes
}
