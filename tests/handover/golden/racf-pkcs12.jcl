//PWX1LOOK JOB (ACCT),'POWEREXCHANGE TLS',CLASS=A,MSGCLASS=H,
//         NOTIFY=&SYSUID
//*
//* ZOS1: Look at the files before anything is added
//*
//* Shows what is in the data set and whether RACF has it already;
//* changes nothing.
//S001     EXEC PGM=IKJEFT01,REGION=0M
//SYSTSPRT DD SYSOUT=*
//SYSTSIN  DD DATA,DLM='@@'
RACDCERT CHECKCERT('PWXSTC.PWX.MZOS1.CA1')
@@
//
//PWX2CA   JOB (ACCT),'POWEREXCHANGE TLS',CLASS=A,MSGCLASS=H,
//         NOTIFY=&SYSUID
//*
//* ZOS1: Add the CA certificates of the other side
//*
//* Adds the CA certificate, so that certificates signed by it can be
//* validated.
//S001     EXEC PGM=IKJEFT01,REGION=0M
//SYSTSPRT DD SYSOUT=*
//SYSTSIN  DD DATA,DLM='@@'
RACDCERT CERTAUTH ADD('PWXSTC.PWX.MZOS1.CA1') +
  WITHLABEL('Example PowerExchange CA') TRUST
@@
//
//PWX4RING JOB (ACCT),'POWEREXCHANGE TLS',CLASS=A,MSGCLASS=H,
//         NOTIFY=&SYSUID
//*
//* ZOS1: Make the key ring and put everything on it
//*
//* Makes the key ring.
//S001     EXEC PGM=IKJEFT01,REGION=0M
//SYSTSPRT DD SYSOUT=*
//SYSTSIN  DD DATA,DLM='@@'
RACDCERT ID(PWXSTC) ADDRING(PWXRING)
@@
//* Puts the CA certificate on the ring: AT-TLS trusts what it signed.
//S002     EXEC PGM=IKJEFT01,REGION=0M,COND=(0,LT)
//SYSTSPRT DD SYSOUT=*
//SYSTSIN  DD DATA,DLM='@@'
RACDCERT ID(PWXSTC) CONNECT(CERTAUTH LABEL('Example PowerExchange CA') +
  RING(PWXRING) USAGE(CERTAUTH))
@@
//* Puts the machine's certificate on the ring as the one to show
//* (PERSONAL) unless the policy names another (DEFAULT).
//S003     EXEC PGM=IKJEFT01,REGION=0M,COND=(0,LT)
//SYSTSPRT DD SYSOUT=*
//SYSTSIN  DD DATA,DLM='@@'
RACDCERT ID(PWXSTC) CONNECT(ID(PWXSTC) LABEL('PWX ZOS1') RING(PWXRING) +
  USAGE(PERSONAL) DEFAULT)
@@
//* Makes certificates and rings current in memory; only needed where
//* these classes are RACLISTed.
//S004     EXEC PGM=IKJEFT01,REGION=0M,COND=(0,LT)
//SYSTSPRT DD SYSOUT=*
//SYSTSIN  DD DATA,DLM='@@'
SETROPTS RACLIST(DIGTCERT,DIGTRING) REFRESH
@@
//
//PWX5ACC  JOB (ACCT),'POWEREXCHANGE TLS',CLASS=A,MSGCLASS=H,
//         NOTIFY=&SYSUID
//*
//* ZOS1: Give the listener's user access to the ring
//*
//* Protects this one ring (class RDATALIB, ring-specific). Once the
//* profile exists, the FACILITY profiles no longer count for this
//* ring.
//S001     EXEC PGM=IKJEFT01,REGION=0M
//SYSTSPRT DD SYSOUT=*
//SYSTSIN  DD DATA,DLM='@@'
RDEFINE RDATALIB PWXSTC.PWXRING.LST UACC(NONE)
@@
//* Lets the listener's user open the ring and use the private key:
//* READ for a certificate of its own, UPDATE for one that another user
//* owns.
//S002     EXEC PGM=IKJEFT01,REGION=0M,COND=(0,LT)
//SYSTSPRT DD SYSOUT=*
//SYSTSIN  DD DATA,DLM='@@'
PERMIT PWXSTC.PWXRING.LST CLASS(RDATALIB) ID(PWXSTC) ACCESS(READ)
@@
//* Makes the new profile effective. If the class is not active yet:
//* SETROPTS CLASSACT(RDATALIB) RACLIST(RDATALIB).
//S003     EXEC PGM=IKJEFT01,REGION=0M,COND=(0,LT)
//SYSTSPRT DD SYSOUT=*
//SYSTSIN  DD DATA,DLM='@@'
SETROPTS RACLIST(RDATALIB) REFRESH
@@
//
//PWX6LIST JOB (ACCT),'POWEREXCHANGE TLS',CLASS=A,MSGCLASS=H,
//         NOTIFY=&SYSUID
//*
//* ZOS1: Show the result, and send the listing back
//*
//* Proof: shows the ring with everything on it.
//S001     EXEC PGM=IKJEFT01,REGION=0M
//SYSTSPRT DD SYSOUT=*
//SYSTSIN  DD DATA,DLM='@@'
RACDCERT ID(PWXSTC) LISTRING(PWXRING)
@@
//* Proof: shows the certificate itself.
//S002     EXEC PGM=IKJEFT01,REGION=0M,COND=(0,LT)
//SYSTSPRT DD SYSOUT=*
//SYSTSIN  DD DATA,DLM='@@'
RACDCERT ID(PWXSTC) LIST(LABEL('PWX ZOS1'))
@@
//* Proof: shows the certificate with its issuers.
//S003     EXEC PGM=IKJEFT01,REGION=0M,COND=(0,LT)
//SYSTSPRT DD SYSOUT=*
//SYSTSIN  DD DATA,DLM='@@'
RACDCERT ID(PWXSTC) LISTCHAIN(LABEL('PWX ZOS1'))
@@
//
